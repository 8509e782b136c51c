// Writes the search terms of products in the caller's transaction: an act that adds or changes a product calls this
// before it commits. The words of the vocabulary are shared, so they are added and never removed. Transactions that add
// the same words add them in the same order, so they do not deadlock.
using Npgsql;

namespace Shop.Commerce.Products.Search;

/// <summary>Writes the terms of products.</summary>
internal static class WriteIndex
{
    // The texts of a product in the order of ProductTexts, and the hash that detects a change.
    private const string Texts = """
        p.id, p.name_ko, p.name_en, c.name_ko, c.name_en, p.description_ko, p.description_en
        """;

    private const string TextsMd5 = """
        md5(concat_ws(E'\x1f', p.name_ko, p.name_en, c.name_ko, c.name_en, p.description_ko, p.description_en))
        """;

    private const string Source = "products p join categories c on c.category = p.category";

    /// <summary>Replaces the terms of these products by their current ones.</summary>
    public static async Task RunAsync(
        NpgsqlConnection connection, IReadOnlyCollection<int> productIds, CancellationToken ct)
    {
        var products = await ReadAsync(connection, productIds, ct);
        var rows = products.SelectMany(product => ProductTerms.Of(product)
            .Select(term => (ProductId: product.Id, Term: term.Key, Field: term.Value))).ToList();
        var parts = rows.GroupBy(row => row.Term, (term, fields) => (term, field: fields.Max(row => row.Field)))
            .SelectMany(word => ProductTerms.PartsOf(word.term, word.field).Select(part => (word.term, part)))
            .ToList();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(
                    """
                    insert into search_terms (term)
                    select distinct term from unnest($1) as t (term)
                    where not exists (select from search_terms s where s.term = t.term)
                    order by term
                    on conflict do nothing
                    """,
                    rows.Select(row => row.Term).ToArray()),
                Command(
                    """
                    insert into search_parts (kind, part, term_id, skipped)
                    select distinct kind, part, s.id, skipped
                    from unnest($1, $2, $3, $4) as p (kind, part, term, skipped)
                    join search_terms s on s.term = p.term
                    order by kind, part, s.id, skipped
                    on conflict do nothing
                    """,
                    parts.Select(row => (short)row.part.Kind).ToArray(),
                    parts.Select(row => row.part.Text).ToArray(),
                    parts.Select(row => row.term).ToArray(),
                    parts.Select(row => row.part.Skipped).ToArray()),
                Command("delete from product_terms where product_id = any ($1)", productIds.ToArray()),
                Command(
                    """
                    insert into product_terms (term_id, product_id, field)
                    select s.id, t.product_id, t.field
                    from unnest($1, $2, $3) as t (term, product_id, field)
                    join search_terms s on s.term = t.term
                    """,
                    rows.Select(row => row.Term).ToArray(),
                    rows.Select(row => row.ProductId).ToArray(),
                    rows.Select(row => (short)row.Field).ToArray()),
                Command(
                    $"""
                    insert into indexed_products (product_id, version, texts_md5)
                    select p.id, {ProductTerms.Version}, {TextsMd5}
                    from {Source}
                    where p.id = any ($1)
                    on conflict (product_id) do update set version = excluded.version, texts_md5 = excluded.texts_md5
                    """,
                    productIds.ToArray()),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Products whose terms are missing or were made by another version or from other texts.</summary>
    public static async Task<IReadOnlyList<int>> FindStaleAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select p.id
            from {Source} left join indexed_products i on i.product_id = p.id
            where i.product_id is null or i.version <> {ProductTerms.Version} or i.texts_md5 <> {TextsMd5}
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<int>();
        while (await reader.ReadAsync(ct))
        {
            ids.Add(reader.GetInt32(0));
        }

        return ids;
    }

    private static async Task<List<ProductTexts>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<int> productIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {Texts} from {Source} where p.id = any ($1)", connection)
        {
            Parameters = { new() { Value = productIds.ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var products = new List<ProductTexts>();
        while (await reader.ReadAsync(ct))
        {
            products.Add(new(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetString(5), reader.GetString(6)));
        }

        return products;
    }

    private static NpgsqlBatchCommand Command(string sql, params Array[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}

// Writes the search terms of products in the caller's transaction: an act that adds or changes a product calls this
// before it commits. The words of the vocabulary are shared, so they are added and never removed. Transactions that add
// the same words add them in the same order, so they do not deadlock.

namespace Shop.Commerce.Products.Search;

internal static class WriteIndex
{
    // The hash that detects a change of a product's texts.
    private const string TextsMd5 = """
        md5(concat_ws(E'\x1f', p.name_ko, p.name_en, c.name_ko, c.name_en, p.description_ko, p.description_en))
        """;

    private const string Source = "products p join categories c on c.category = p.category";

    private const string InsertTerms = """
        insert into search_terms (term)
        select distinct term from unnest($1) as t (term)
        where not exists (select from search_terms s where s.term = t.term)
        order by term
        on conflict do nothing
        """;

    private const string InsertParts = """
        insert into search_parts (kind, part, term_id, skipped)
        select distinct kind, part, s.id, skipped
        from unnest($1, $2, $3, $4) as p (kind, part, term, skipped)
        join search_terms s on s.term = p.term
        order by kind, part, s.id, skipped
        on conflict do nothing
        """;

    private const string InsertProductTerms = """
        insert into product_terms (term_id, product_id, field)
        select s.id, t.product_id, t.field
        from unnest($1, $2, $3) as t (term, product_id, field)
        join search_terms s on s.term = t.term
        """;

    private static readonly string RecordVersion = $"""
        insert into indexed_products (product_id, version, texts_md5)
        select p.id, {ProductTerms.Version}, {TextsMd5}
        from {Source}
        where p.id = any ($1)
        on conflict (product_id) do update set version = excluded.version, texts_md5 = excluded.texts_md5
        """;

    /// <summary>Replaces the terms of these products by their current ones.</summary>
    public static async Task RunAsync(
        NpgsqlConnection connection, IReadOnlyCollection<int> productIds, CancellationToken ct)
    {
        var ids = productIds.ToArray();
        var rows = (await ReadTextsAsync(connection, ids, ct)).SelectMany(product => ProductTerms.Of(product)
            .Select(term => (ProductId: product.Id, Term: term.Key, Field: term.Value))).ToList();
        var parts = rows.GroupBy(row => row.Term, (term, fields) => (term, field: fields.Max(row => row.Field)))
            .SelectMany(word => ProductTerms.PartsOf(word.term, word.field).Select(part => (word.term, part)))
            .ToList();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(InsertTerms, rows.Select(row => row.Term).ToArray()),
                Command(
                    InsertParts,
                    parts.Select(row => (short)row.part.Kind).ToArray(),
                    parts.Select(row => row.part.Text).ToArray(),
                    parts.Select(row => row.term).ToArray(),
                    parts.Select(row => row.part.Skipped).ToArray()),
                Command("delete from product_terms where product_id = any ($1)", ids),
                Command(
                    InsertProductTerms,
                    rows.Select(row => row.Term).ToArray(),
                    rows.Select(row => row.ProductId).ToArray(),
                    rows.Select(row => (short)row.Field).ToArray()),
                Command(RecordVersion, ids),
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
        return await reader.ReadAllAsync(row => row.GetInt32(0), ct);
    }

    private static async Task<List<ProductTexts>> ReadTextsAsync(
        NpgsqlConnection connection, int[] productIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select p.id, p.name_ko, p.name_en, c.name_ko, c.name_en, p.description_ko, p.description_en
            from {Source} where p.id = any ($1)
            """,
            connection)
        {
            Parameters = { new() { Value = productIds } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAllAsync(
            row => new ProductTexts(
                row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetString(5), row.GetString(6)),
            ct);
    }

    private static NpgsqlBatchCommand Command(string sql, params Array[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }
}

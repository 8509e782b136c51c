// Lists a page of the catalogue in one round trip, the budget of a list: whether the category exists and how many
// products it has, unless both are known, and the page. Queries with words go to Search/.
using Shop.Commerce.Products.Search;

namespace Shop.Commerce.Products;

public sealed class ListProducts(CommerceDb db, ProductCounts counts)
{
    /// <summary>The page; null if the shop has no such category.</summary>
    internal async Task<ProductsReply?> RunAsync(string? search, ProductPage page, CancellationToken ct)
    {
        var connection = await db.OpenAsync(ct);
        var words = SearchWord.Of(search);
        return words.Count == 0
            ? await ListAsync(connection, page, ct)
            : await SearchProducts.RunAsync(connection, words, page, ct);
    }

    private async Task<ProductsReply?> ListAsync(NpgsqlConnection connection, ProductPage page, CancellationToken ct)
    {
        var known = counts.Find(page.Category);
        await using var batch = new NpgsqlBatch(connection);
        if (known is null)
        {
            var count = new SqlText();
            batch.BatchCommands.Add(count.Command($"""
                select {page.IsCategory(count)}, count(*) from products p where true {page.AndCategory(count)}
                """));
        }

        var list = new SqlText();
        batch.BatchCommands.Add(list.Command($"""
            select {page.Columns}
            from products p
            where true {page.AndCategory(list)}
            order by {page.OrderBy()}
            {page.Limit}
            """));

        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (known is not { } total)
        {
            (var isCategory, total) =
                (await reader.ReadAllAsync(row => (row.GetBoolean(0), row.GetInt64(1)), ct))[0];
            if (!isCategory)
            {
                return null;
            }

            counts.Set(page.Category, total);
        }

        return new(await ProductPage.ReadAsync(reader, ct), total);
    }
}

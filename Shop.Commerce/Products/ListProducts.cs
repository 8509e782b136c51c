// Lists a page of the catalogue in one round trip, the budget of a list: whether the category exists, how many
// products match, and the page. Queries with words go to Search/.
using Shop.Commerce.Products.Search;

namespace Shop.Commerce.Products;

public sealed class ListProducts(CommerceDb db)
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

    private static async Task<ProductsReply?> ListAsync(
        NpgsqlConnection connection, ProductPage page, CancellationToken ct)
    {
        var (count, list) = (new SqlText(), new SqlText());
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                count.Command($"""
                    select {page.IsCategory(count)}, count(*) from products p where true {page.AndCategory(count)}
                    """),
                list.Command($"""
                    select {page.Columns}
                    from products p
                    where true {page.AndCategory(list)}
                    order by {page.OrderBy()}
                    {page.Limit}
                    """),
            },
        };

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (isCategory, total) =
            (await reader.ReadAllAsync(row => (row.GetBoolean(0), row.GetInt64(1)), ct))[0];
        return isCategory ? new(await ProductPage.ReadAsync(reader, ct), total) : null;
    }
}

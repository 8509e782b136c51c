// What all statements that list products have in common: the columns of a ProductItem, the sort orders, the category
// and the page. Sold-out products come last in every sort order but newest; the indexes of
// Data/Schema/001_catalogue.sql have these sort orders.
using System.Globalization;

namespace Shop.Commerce.Products;

/// <summary>One page of a list of products.</summary>
internal sealed record ProductPage(string? Category, ProductSort Sort, int Page, int Size, bool IsEnglish)
{
    /// <summary>The columns of a product p that the sort orders need.</summary>
    public const string SortColumns = "p.id, p.is_sold_out, p.popularity, p.price_won, p.created_at";

    /// <summary>The sort order by popularity of products p.</summary>
    public const string MostPopular = $"p.is_sold_out, {MostSold}";

    private const string MostSold = "p.popularity desc, p.id";

    public long Offset => (Page - 1L) * Size;

    /// <summary>The columns of an item, of a product p.</summary>
    public string Columns => $"""
        p.id, {(IsEnglish ? "p.name_en" : "p.name_ko")}, p.price_won, p.image_url, p.stock, p.adults_only, p.category
        """;

    /// <summary>
    /// The sort order of products p; <paramref name="relevance"/> is how a search sorts products that are in stock.
    /// Ties are broken by id, so that every product is on exactly one page.
    /// </summary>
    public string OrderBy(string? relevance = null) => Sort switch
    {
        ProductSort.Relevance when relevance is not null => $"p.is_sold_out, {relevance}, {MostSold}",
        ProductSort.Relevance or ProductSort.Popular => MostPopular,
        ProductSort.Newest => "p.created_at desc, p.id",
        ProductSort.PriceLow => "p.is_sold_out, p.price_won, p.id",
        ProductSort.PriceHigh => "p.is_sold_out, p.price_won desc, p.id",
        _ => throw new InvalidOperationException($"Unknown order {Sort}."),
    };

    /// <summary>
    /// The page. Its numbers are no parameters, so that PostgreSQL keeps one plan that fits them, and does not plan the
    /// statement every time.
    /// </summary>
    public string Limit => string.Create(CultureInfo.InvariantCulture, $"limit {Size} offset {Offset}");

    public string AndCategory(SqlText sql) => Category is null ? "" : $"and p.category = {sql.Add(Category)}";

    /// <summary>Whether the category exists.</summary>
    public string IsCategory(SqlText sql) => Category is null
        ? "true"
        : $"exists (select from categories where category = {sql.Add(Category)})";

    /// <summary>Reads the rows of <see cref="Columns"/>.</summary>
    public static Task<List<ProductItem>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct) =>
        reader.ReadAllAsync(row => Read(row), ct);

    /// <summary>Reads one item, whose columns begin at <paramref name="at"/>.</summary>
    public static ProductItem Read(NpgsqlDataReader reader, int at = 0) => new(
        reader.GetInt32(at), reader.GetString(at + 1), reader.GetInt64(at + 2), reader.GetString(at + 3),
        reader.GetInt32(at + 4), reader.GetBoolean(at + 5), reader.GetString(at + 6));
}

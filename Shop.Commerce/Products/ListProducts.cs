// A page of the catalogue in one exchange with the database: is the category ours, how many products match, and the
// page.
//
// A search compares every product's names with ILIKE. The table holds what a small shop sells, some hundreds of rows
// that stay in memory and do not grow with the orders; reading them through takes less than a millisecond, and it
// finds any part of a Korean word, which PostgreSQL's text search does not.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Products;

/// <summary>What is asked for; the values are within their limits.</summary>
public sealed record ProductQuery(string? Category, string? Search, ProductSort Sort, int Page, int Size);

/// <summary>Lists the products that match.</summary>
public sealed class ListProducts(CommerceDb db)
{
    private const string Matching = """
        from products p
        where ($1::text is null or p.category = $1)
          and (p.name_ko || ' ' || p.name_en) ilike all ($2::text[])
        """;

    /// <summary>The page, or null when the shop has no such category.</summary>
    public async Task<ProductsReply?> RunAsync(ProductQuery query, Language language, CancellationToken ct)
    {
        var category = new NpgsqlParameter<string?> { TypedValue = query.Category };
        var patterns = new NpgsqlParameter<string[]> { TypedValue = PatternsOf(query.Search) };
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                new("select $1::text is null or exists (select from categories where category = $1)")
                {
                    Parameters = { category },
                },
                new($"select count(*) {Matching}") { Parameters = { category.Clone(), patterns } },
                new($"""
                    select p.id, case when $3 then p.name_en else p.name_ko end,
                        p.price_won, p.image_url, p.stock, p.adults_only, p.category
                    {Matching}
                    order by {OrderOf(query.Sort)}, p.id
                    limit $4 offset $5
                    """)
                {
                    Parameters =
                    {
                        category.Clone(),
                        patterns.Clone(),
                        new() { Value = language.IsEnglish },
                        new() { Value = query.Size },
                        new() { Value = (query.Page - 1L) * query.Size },
                    },
                },
            },
        };

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (!reader.GetBoolean(0))
        {
            return null;
        }

        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var total = reader.GetInt64(0);

        await reader.NextResultAsync(ct);
        var items = new List<ProductItem>();
        while (await reader.ReadAsync(ct))
        {
            items.Add(new(
                reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetInt32(4),
                reader.GetBoolean(5), reader.GetString(6)));
        }

        return new(items, total);
    }

    // The id decides between equals, so that no product is on two pages or on none.
    private static string OrderOf(ProductSort sort) => sort switch
    {
        ProductSort.Newest => "p.created_at desc",
        ProductSort.Popular => "p.received - p.stock desc",
        ProductSort.PriceLow => "p.price_won",
        ProductSort.PriceHigh => "p.price_won desc",
        _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, null),
    };

    // Every word has to occur, each anywhere; without words everything matches. Some keyboards send Hangul in pieces
    // (decomposed); the names are stored composed.
    private static string[] PatternsOf(string? search) =>
        (search ?? "").Normalize()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => $"%{word.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_")}%")
            .ToArray();
}

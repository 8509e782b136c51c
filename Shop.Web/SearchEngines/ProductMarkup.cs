// A product's structured data for search engines: schema.org, in JSON-LD. Names are inside a script element, so the
// serializer escapes < > & and quotes, and no name can close the element.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace Shop.Web.SearchEngines;

public sealed class ProductMarkup(PublicUrl url, SharedPictures pictures, Texts text)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public MarkupString Of(ProductReply product)
    {
        var page = url.Of($"/products/{product.Id}");
        var category = new ProductsQuery(product.Category).Address;
        var graph = JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["@context"] = "https://schema.org",
            ["@graph"] = new object[]
            {
                ProductOf(product, page),
                Named("BreadcrumbList", ("itemListElement", new object[]
                {
                    Step(1, text.ShopName, url.Of("/")),
                    Step(2, product.CategoryName, url.Of(category)),
                    Step(3, product.Name, page),
                })),
            },
        }, Readable);
        return new($"""<script type="application/ld+json">{graph}</script>""");
    }

    private Dictionary<string, object?> ProductOf(ProductReply product, string? page) => Named("Product",
        ("name", product.Name),
        ("description", product.Description),
        ("sku", $"{product.Id}"),
        ("category", product.CategoryName),
        ("image", url.Of(pictures.Of(product.ImageUrl))),
        ("url", page),
        ("offers", Named("Offer",
            ("price", product.PriceWon),
            ("priceCurrency", Currencies.Won),
            ("availability", $"https://schema.org/{(product.Stock > 0 ? "InStock" : "OutOfStock")}"),
            ("itemCondition", "https://schema.org/NewCondition"),
            ("url", page))));

    private static Dictionary<string, object?> Step(int position, string name, string? page) =>
        Named("ListItem", ("position", position), ("name", name), ("item", page));

    // Omits unknown values.
    private static Dictionary<string, object?> Named(string type, params (string Name, object? Value)[] facts) =>
        facts.Where(fact => fact.Value is not (null or ""))
            .Prepend(("@type", type))
            .ToDictionary(fact => fact.Item1, fact => fact.Item2);
}

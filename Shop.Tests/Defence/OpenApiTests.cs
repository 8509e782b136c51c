using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Defence;

/// <summary>
/// The OpenAPI documents contain the limits that the attributes of requests and parameters enforce, and declare which
/// operations require a token.
/// </summary>
[Collection(RunningShop.SharedToo)]
public sealed class OpenApiTests(RunningShop shop)
{
    [Theory]
    [InlineData("commerce: CartLineRequest quantity minimum", "1")]
    [InlineData("commerce: CartLineRequest quantity maximum", "99")]
    [InlineData("commerce: OrderLineRequest quantity maximum", "99")]
    [InlineData("commerce: OrderRequest lines maxItems", "50")]
    [InlineData("commerce: CancelRequest reason maxLength", "200")]
    [InlineData("commerce: Shipping recipient maxLength", "50")]
    [InlineData("commerce: Shipping postalCode pattern", "^ *[0-9]{5} *$")]
    [InlineData("account: ChangeEmailRequest email maxLength", "100")]
    [InlineData("commerce: /products size maximum", "100")]
    [InlineData("commerce: /products q maxLength", "100")]
    [InlineData("commerce: /orders page minimum", "1")]
    [InlineData("commerce: /orders size maximum", "100")]
    public async Task Values_have_their_limits(string value, string limit)
    {
        var (document, parts) = await ReadAsync(value);

        var schema = parts[0].StartsWith('/')
            ? document["paths"]![parts[0]]!["get"]!["parameters"]!.AsArray()
                .Single(parameter => (string?)parameter!["name"] == parts[1])!["schema"]!
            : document["components"]!["schemas"]![parts[0]]!["properties"]![parts[1]]!;
        Assert.Equal(limit, schema[parts[2]]?.ToString());
    }

    [Theory]
    [InlineData("account: /me get", true)]
    [InlineData("account: /me delete", true)]
    [InlineData("account: /sign-in post", false)]
    [InlineData("commerce: /orders get", true)]
    [InlineData("commerce: /products get", false)]
    public async Task Operations_declare_whether_they_require_a_token(string operation, bool requiresToken)
    {
        var (document, parts) = await ReadAsync(operation);

        Assert.Equal(requiresToken, document["paths"]![parts[0]]![parts[1]]!["security"] is not null);
    }

    private async Task<(JsonNode Document, string[] Parts)> ReadAsync(string place)
    {
        var (service, parts) = (place.Split(": ")[0], place.Split(": ")[1].Split(' '));
        using var client = shop.CreateClient(service);
        return ((await client.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!, parts);
    }
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Defence;

/// <summary>The OpenAPI documents contain the limits that the attributes of requests and parameters enforce.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class OpenApiLimitTests(RunningShop shop)
{
    [Theory]
    [InlineData("commerce", "CartLineRequest", "quantity", "minimum", "1")]
    [InlineData("commerce", "CartLineRequest", "quantity", "maximum", "99")]
    [InlineData("commerce", "OrderLineRequest", "quantity", "maximum", "99")]
    [InlineData("commerce", "OrderRequest", "lines", "maxItems", "50")]
    [InlineData("commerce", "CancelRequest", "reason", "maxLength", "200")]
    [InlineData("commerce", "Shipping", "recipient", "maxLength", "50")]
    [InlineData("commerce", "Shipping", "postalCode", "pattern", "^ *[0-9]{5} *$")]
    [InlineData("account", "ChangeEmailRequest", "email", "maxLength", "100")]
    public async Task Properties_have_their_limits(
        string service, string schema, string property, string limit, string value)
    {
        var document = await DocumentAsync(service);

        var found = document["components"]!["schemas"]![schema]!["properties"]![property]!;
        Assert.Equal(value, found[limit]?.ToString());
    }

    [Theory]
    [InlineData("/products", "size", "maximum", "100")]
    [InlineData("/products", "q", "maxLength", "100")]
    [InlineData("/orders", "page", "minimum", "1")]
    [InlineData("/orders", "size", "maximum", "100")]
    public async Task Parameters_have_their_limits(string path, string parameter, string limit, string value)
    {
        var document = await DocumentAsync("commerce");

        var found = document["paths"]![path]!["get"]!["parameters"]!.AsArray()
            .Single(one => (string?)one!["name"] == parameter)!;
        Assert.Equal(value, found["schema"]![limit]?.ToString());
    }

    private async Task<JsonNode> DocumentAsync(string service)
    {
        using var door = shop.CreateClient(service);
        return (await door.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;
    }
}

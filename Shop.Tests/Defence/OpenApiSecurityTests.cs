using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Defence;

/// <summary>The OpenAPI documents of the services declare which operations require a token.</summary>
[Collection(RunningShop.Shared)]
public sealed class OpenApiSecurityTests(RunningShop shop)
{
    [Theory]
    [InlineData("account", "/me", "get", true)]
    [InlineData("account", "/me", "delete", true)]
    [InlineData("account", "/sign-in", "post", false)]
    [InlineData("commerce", "/orders", "get", true)]
    [InlineData("commerce", "/products", "get", false)]
    public async Task Operations_declare_whether_they_require_a_token(
        string service, string path, string method, bool needsToken)
    {
        using var door = shop.CreateClient(service);

        var document = await door.GetFromJsonAsync<JsonNode>("/openapi/v1.json");

        var call = document!["paths"]![path]![method]!.AsObject();
        Assert.Equal(needsToken, call["security"] is not null);
    }
}

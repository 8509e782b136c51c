using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Defence;

/// <summary>The services' own descriptions of themselves.</summary>
[Collection(RunningShop.Shared)]
public sealed class SayingWhatNeedsAToken(RunningShop shop)
{
    [Theory]
    [InlineData("account", "/me", "get", true)]
    [InlineData("account", "/me", "delete", true)]
    [InlineData("account", "/sign-in", "post", false)]
    [InlineData("commerce", "/orders", "get", true)]
    [InlineData("commerce", "/products", "get", false)]
    public async Task A_call_of_members_says_so(string service, string path, string method, bool needsToken)
    {
        using var door = shop.Door(service);

        var document = await door.GetFromJsonAsync<JsonNode>("/openapi/v1.json");

        var call = document!["paths"]![path]![method]!.AsObject();
        Assert.Equal(needsToken, call["security"] is not null);
    }
}

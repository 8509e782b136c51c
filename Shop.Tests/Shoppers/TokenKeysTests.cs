using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shop.Tests.Starting;

namespace Shop.Tests.Shoppers;

/// <summary>
/// Commerce validates tokens with the keys of Account's OIDC metadata, and caches them while Account is unavailable.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class TokenKeysTests(RunningShop shop)
{
    [Fact]
    public async Task Account_publishes_OIDC_metadata_and_the_key_that_signs()
    {
        using var door = shop.CreateClient("account");
        var metadata = (await door.GetFromJsonAsync<JsonObject>("/.well-known/openid-configuration"))!;

        Assert.Equal(AccessToken.Issuer, (string)metadata["issuer"]!);
        Assert.Equal($"{AccessToken.Issuer}/.well-known/jwks.json", (string)metadata["jwks_uri"]!);
        Assert.Equal(["ES256"], metadata["id_token_signing_alg_values_supported"]!.AsArray().Select(a => (string)a!));
        var keys = (await door.GetFromJsonAsync<JsonObject>(new Uri((string)metadata["jwks_uri"]!).AbsolutePath))!;
        Assert.NotEmpty(keys["keys"]!.AsArray());
    }

    [Fact]
    public async Task Commerce_starts_without_Account_and_uses_cached_keys_while_Account_is_unavailable()
    {
        var shopper = await shop.NewShopperAsync();
        var port = FreePorts.Take();
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce", ("services__account__http__0", $"http://127.0.0.1:{port}"));
        await commerce.AnswersAsync();
        commerce.Http.DefaultRequestHeaders.Authorization = new("Bearer", shopper.Session.AccessToken);

        using var unknown = await commerce.Http.GetAsync("/cart");
        var problem = await Shopper.ReadAsync<JsonObject>(unknown, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("UNAVAILABLE", (string)problem["code"]!);

        await using (var account = await AccountAtAsync(port))
        {
            await Eventually.IsAsync(() => StatusAsync(commerce), status => status == HttpStatusCode.OK);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(commerce));
    }

    /// <summary>Serves the well-known documents of the running Account at another address.</summary>
    private async Task<WebApplication> AccountAtAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var account = builder.Build();
        account.MapGet("/.well-known/{document}", async (string document) =>
        {
            using var door = shop.CreateClient("account");
            return Results.Text(await door.GetStringAsync($"/.well-known/{document}"), "application/json");
        });
        await account.StartAsync();
        return account;
    }

    private static async Task<HttpStatusCode> StatusAsync(ServiceProcess commerce)
    {
        using var answer = await commerce.Http.GetAsync("/cart");
        return answer.StatusCode;
    }
}

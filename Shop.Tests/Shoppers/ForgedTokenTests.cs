// Commerce accepts a token only with a valid signature of Account.
using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Shoppers;

[Collection(RunningShop.Shared)]
public sealed class ForgedTokenTests(RunningShop shop)
{
    private const int AttemptsPerRead = 4; // Reads between services are retried up to three times.

    [Fact]
    public async Task Token_with_the_id_of_another_shopper_is_refused()
    {
        var (victim, thief) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var (header, payload, signature) = PartsOf(thief);
        payload["sub"] = victim.AccountId.ToString();

        await AssertRefusedAsync($"{Part(header)}.{Part(payload)}.{signature}");
    }

    [Fact]
    public async Task Signature_with_a_foreign_key_is_refused()
    {
        var (header, payload, _) = PartsOf(await shop.NewShopperAsync());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await AssertRefusedAsync(Signed(header, payload, key)); // With the id of Account's key.
        header["kid"] = "an unknown key";
        await AssertRefusedAsync(Signed(header, payload, key)); // With an unknown key id.
    }

    [Fact]
    public async Task Token_with_algorithm_none_is_refused()
    {
        var (header, payload, _) = PartsOf(await shop.NewShopperAsync());
        header["alg"] = "none";

        await AssertRefusedAsync($"{Part(header)}.{Part(payload)}.");
    }

    [Fact]
    public async Task Forged_tokens_do_not_lock_shoppers_out()
    {
        var shopper = await shop.NewShopperAsync();
        var (header, payload, _) = PartsOf(shopper);
        header["kid"] = "an unknown key";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = Signed(header, payload, key);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AssertRefusedAsync(forged)));
        var answer = await shopper.Commerce.GetAsync("/cart");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Unknown_key_ids_do_not_make_Commerce_read_the_keys_repeatedly()
    {
        var (header, payload, _) = PartsOf(await shop.NewShopperAsync());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var before = await CountKeyReadsAsync();

        foreach (var kid in Enumerable.Range(0, 20))
        {
            header["kid"] = $"invented {kid}";
            await AssertRefusedAsync(Signed(header, payload, key));
        }

        Assert.InRange(await CountKeyReadsAsync() - before, 0, AttemptsPerRead); // At most one read a minute.
    }

    /// <summary>Returns how often Commerce has read the keys of Account.</summary>
    private async Task<int> CountKeyReadsAsync()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        await AssertRefusedAsync("nonsense", trace);

        // Spans are exported in the order in which they end.
        await Eventually.IsAsync(() => Task.FromResult(shop.Telemetry.Spans(trace)), spans => spans.Count > 0);
        return shop.Telemetry.Spans().Count(span => span is { Service: "commerce", Kind: SpanKind.Client }
            && span.Attributes.GetValueOrDefault("url.full", "").Contains("/.well-known/jwks.json"));
    }

    private async Task AssertRefusedAsync(string token, string? trace = null)
    {
        using var door = shop.CreateClient("commerce");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cart");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (trace is not null)
        {
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        }

        var answer = await door.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static (JsonObject Header, JsonObject Payload, string Signature) PartsOf(Shopper shopper)
    {
        var parts = shopper.Session.AccessToken.Split('.');
        return (Object(parts[0]), Object(parts[1]), parts[2]);
    }

    private static JsonObject Object(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static string Part(JsonObject value) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(value.ToJsonString()));

    private static string Signed(JsonObject header, JsonObject payload, ECDsa key)
    {
        var signed = $"{Part(header)}.{Part(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}

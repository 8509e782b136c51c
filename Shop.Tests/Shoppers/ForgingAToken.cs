// Commerce believes Account's signature and nothing else in a token.
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
public sealed class ForgingAToken(RunningShop shop)
{
    private const int AttemptsOfAReading = 4; // Reads between services are retried up to three times.

    [Fact]
    public async Task Another_shoppers_id_in_ones_own_token_is_refused()
    {
        var (victim, thief) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var (header, payload, signature) = PartsOf(thief);
        payload["sub"] = victim.AccountId.ToString();

        await IsRefusedAsync($"{Part(header)}.{Part(payload)}.{signature}");
    }

    [Fact]
    public async Task A_signature_by_a_key_of_ones_own_is_refused()
    {
        var (header, payload, _) = PartsOf(await shop.NewShopperAsync());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await IsRefusedAsync(Signed(header, payload, key)); // Under the name of Account's key,
        header["kid"] = "a key that nobody knows";
        await IsRefusedAsync(Signed(header, payload, key)); // and under a name of its own.
    }

    [Fact]
    public async Task A_token_that_asks_not_to_be_checked_is_refused()
    {
        var (header, payload, _) = PartsOf(await shop.NewShopperAsync());
        header["alg"] = "none";

        await IsRefusedAsync($"{Part(header)}.{Part(payload)}.");
    }

    [Fact]
    public async Task A_stranger_with_wrong_tokens_does_not_lock_shoppers_out()
    {
        var shopper = await shop.NewShopperAsync();
        var (header, payload, _) = PartsOf(shopper);
        header["kid"] = "a key that nobody knows";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = Signed(header, payload, key);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => IsRefusedAsync(forged)));
        var answer = await shopper.Commerce.GetAsync("/cart");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_stranger_with_invented_keys_does_not_make_Commerce_ask_Account_again_and_again()
    {
        var (header, payload, _) = PartsOf(await shop.NewShopperAsync());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var before = await KeysReadAsync();

        foreach (var kid in Enumerable.Range(0, 20))
        {
            header["kid"] = $"invented {kid}";
            await IsRefusedAsync(Signed(header, payload, key));
        }

        Assert.InRange(await KeysReadAsync() - before, 0, AttemptsOfAReading); // At most one reading a minute.
    }

    /// <summary>How often Commerce has asked Account for its keys until now.</summary>
    private async Task<int> KeysReadAsync()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        await IsRefusedAsync("nonsense", trace);

        // Spans are exported in the order in which they end.
        await Eventually.IsAsync(() => Task.FromResult(shop.Telemetry.Spans(trace)), spans => spans.Count > 0);
        return shop.Telemetry.Spans().Count(span => span is { Service: "commerce", Kind: SpanKind.Client }
            && span.Attributes.GetValueOrDefault("url.full", "").Contains("/.well-known/jwks.json"));
    }

    private async Task IsRefusedAsync(string token, string? trace = null)
    {
        using var door = shop.Door("commerce");
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

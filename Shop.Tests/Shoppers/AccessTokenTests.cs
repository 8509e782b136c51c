// Commerce accepts a token only with a valid signature of Account. It reads Account's keys from the OIDC metadata and
// caches them while Account is unavailable.
using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shop.Tests.Startup;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Shoppers;

[Collection(RunningShop.Shared)]
public sealed class AccessTokenTests(RunningShop shop) : IDisposable
{
    private const int AttemptsPerRead = 4; // Reads between services are retried up to three times.

    private readonly ECDsa _foreignKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _foreignKey.Dispose();

    [Fact]
    public async Task Token_without_a_valid_signature_of_Account_is_refused()
    {
        var (victim, thief) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var (header, payload, signature) = PartsOf(thief);
        payload["sub"] = victim.AccountId.ToString();

        await AssertRefusedAsync($"{Part(header)}.{Part(payload)}.{signature}");
        await AssertRefusedAsync(SignWithForeignKey(header, payload)); // With the id of Account's key.
        header["alg"] = "none";
        await AssertRefusedAsync($"{Part(header)}.{Part(payload)}.");
    }

    [Fact]
    public async Task Unknown_key_ids_cause_at_most_one_read_of_the_keys_and_lock_no_shopper_out()
    {
        var shopper = await shop.NewShopperAsync();
        var (header, payload, _) = PartsOf(shopper);
        var before = await CountKeyReadsAsync();

        await Task.WhenAll(Enumerable.Range(0, 70).Select(i =>
        {
            header["kid"] = $"invented {i % 20}";
            return AssertRefusedAsync(SignWithForeignKey(header, payload));
        }));

        Assert.InRange(await CountKeyReadsAsync() - before, 0, AttemptsPerRead); // At most one read a minute.
        await shopper.Commerce.GetAsync("/cart").HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Commerce_starts_without_Account_and_uses_cached_keys_while_Account_is_unavailable()
    {
        var shopper = await shop.NewShopperAsync();
        var address = $"http://127.0.0.1:{FreePorts.Take()}";
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce", ("services__account__http__0", address));
        await commerce.AnswersAsync();
        commerce.Http.DefaultRequestHeaders.Authorization = new("Bearer", shopper.Session.AccessToken);

        using (var leaves = new CancellationTokenSource(TimeSpan.FromMilliseconds(200)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => commerce.Http.GetAsync("/cart", leaves.Token));
        }

        await commerce.Http.GetAsync("/cart").IsProblemAsync(SharedProblemCodes.Unavailable);
        await using (await ServiceProcess.StartAsync(shop, "Account", ("Kestrel__Endpoints__http__Url", address)))
        {
            await Eventually.IsAsync(
                () => commerce.Http.GetAsync("/cart"), response => response.StatusCode == HttpStatusCode.OK);
        }

        await commerce.Http.GetAsync("/cart").HasStatusAsync(HttpStatusCode.OK);
        await commerce.TerminateAsync();
        var (_, output, errors) = await commerce.EndsAsync();
        Assert.DoesNotContain("   at ", output + errors);
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
        using var commerce = shop.CreateClient("commerce");
        commerce.DefaultRequestHeaders.Authorization = new("Bearer", token);
        if (trace is not null)
        {
            commerce.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        }

        await commerce.GetAsync("/cart").HasStatusAsync(HttpStatusCode.Unauthorized);
    }

    private static (JsonObject Header, JsonObject Payload, string Signature) PartsOf(Shopper shopper)
    {
        var parts = shopper.Session.AccessToken.Split('.');
        return (Object(parts[0]), Object(parts[1]), parts[2]);

        static JsonObject Object(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
    }

    private static string Part(JsonObject value) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(value.ToJsonString()));

    private string SignWithForeignKey(JsonObject header, JsonObject payload)
    {
        var signed = $"{Part(header)}.{Part(payload)}";
        var signature = _foreignKey.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}

using System.Diagnostics;

namespace Shop.Tests.Telemetry;

/// <summary>Health endpoints return one word and are not traced, and neither are their database calls.</summary>
[Collection(RunningShop.Shared)]
public sealed class HealthProbeTests(RunningShop shop)
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Health_endpoints_return_only_a_status_word(string path)
    {
        foreach (var service in new[] { "account", "commerce", "web", "portone" })
        {
            using var door = shop.CreateClient(service);

            Assert.Contains(await door.GetStringAsync(path), new[] { "Healthy", "Degraded" });
        }
    }

    [Theory]
    [InlineData("account", "/health", "/me")]
    [InlineData("commerce", "/health", "/cart")]
    [InlineData("commerce", "/alive", "/cart")]
    [InlineData("web", "/health", "/language")]
    public async Task Health_probes_are_not_traced(string service, string probe, string other)
    {
        var (probed, traced) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());

        await GetAsync(service, probe, probed);
        await GetAsync(service, other, traced);

        // Spans are exported in the order in which they end.
        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans(traced.ToString())), spans => spans.Count > 0);
        Assert.Empty(shop.Telemetry.Spans(probed.ToString()));
    }

    private async Task GetAsync(string service, string path, ActivityTraceId trace)
    {
        using var door = shop.CreateClient(service);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await door.SendAsync(request);
    }
}

namespace Shop.Tests.Telemetry;

/// <summary>Health endpoints return one word and are not traced, and neither are their database calls.</summary>
[Collection(RunningShop.Shared)]
public sealed class HealthProbeTests(RunningShop shop)
{
    [Theory]
    [InlineData("account", "/health", "/me")]
    [InlineData("account", "/alive", "/me")]
    [InlineData("admin", "/health", "/sign-in")]
    [InlineData("admin", "/alive", "/sign-in")]
    [InlineData("commerce", "/health", "/cart")]
    [InlineData("commerce", "/alive", "/cart")]
    [InlineData("web", "/health", "/language")]
    [InlineData("web", "/alive", "/language")]
    [InlineData("portone", "/health", "/payments")]
    [InlineData("portone", "/alive", "/payments")]
    public async Task Health_probe_returns_a_status_word_and_is_not_traced(string service, string probe, string other)
    {
        using var client = shop.CreateClient(service);

        var (answer, probed) = await client.SendTracedAsync(HttpMethod.Get, probe);
        var (_, traced) = await client.SendTracedAsync(HttpMethod.Get, other);

        Assert.Contains(await answer.Content.ReadAsStringAsync(), new[] { "Healthy", "Degraded" });
        await shop.TraceAsync(traced, spans => spans.Count > 0); // Spans are exported in the order in which they end.
        Assert.Empty(shop.Telemetry.Spans(probed));
    }

    [Fact]
    public void No_step_of_a_warm_up_failed() => Assert.DoesNotContain("The warm-up failed", shop.Console.Text);
}

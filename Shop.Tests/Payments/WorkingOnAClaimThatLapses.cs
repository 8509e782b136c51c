// A worker has a task for itself for a while, and PortOne may take longer. What two workers then do at once must be as
// good as done once: it is the refund's id and the frozen balance that see to it, not the claim.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

public sealed class WorkingOnAClaimThatLapses : IAsyncLifetime
{
    private RunningShop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await RunningShop.StartAsync(
        builder => builder.CreateResourceBuilder<ProjectResource>("commerce")
            .WithEnvironment("Money__ClaimFor", "00:00:00.5")
            .WithEnvironment("Money__RefundTimeout", "00:00:20")
            .WithReplicas(2));

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_refund_that_several_workers_send_at_once_is_one_cancellation()
    {
        var shopper = await _shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await _shop.NewProductAsync(stock: 3));
        await shopper.ReturnsFromAsync(order);
        await _shop.Sandbox.SetFaultsAsync(new { latencyMs = 3_000, only = "/cancel" });

        await shopper.CancelsAsync(order);
        await Eventually.IsAsync(() => Task.FromResult(Sendings(order.PaymentKey)), sent => sent >= 2);
        await _shop.Sandbox.SetFaultsAsync(new { });

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        await _shop.HasGivenBackAsync(order, order.AmountWon);
        Assert.Equal(
            "GIVEN_BACK,OWED_BACK,PAID,REFUND_OPENED",
            await _shop.CommerceAsync<string>($"""
                select string_agg(event, ',' order by event) from payment_events
                where payment_key = '{order.PaymentKey}'
                """));
    }

    private int Sendings(string paymentKey) => _shop.Telemetry.Spans().Count(span =>
        span is { Service: "commerce", Kind: SpanKind.Client }
        && span.Attributes.GetValueOrDefault("url.full", "")
            .EndsWith($"/payments/{paymentKey}/cancel", StringComparison.Ordinal));
}

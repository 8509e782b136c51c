// A worker has a task for itself for a while, and PortOne may take longer. What two workers then do at once must be as
// good as done once: it is the refund's id and the frozen balance that see to it, not the claim.
using Shop.Tests.Graphs;
using Shop.Tests.Proof;
using Shop.Tests.Starting;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

[Collection(QuietShop.Name)]
public sealed class WorkingOnAClaimThatLapses(QuietShop shop)
{
    [Fact]
    public async Task A_refund_that_several_workers_send_at_once_is_one_cancellation()
    {
        await using var first = await StartWorkerAsync();
        await using var second = await StartWorkerAsync();
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync(stock: 3));
        await shopper.ReturnsFromAsync(order);
        await shop.Sandbox.SetFaultsAsync(new { latencyMs = 3_000, only = "/cancel" });

        await shopper.CancelsAsync(order);
        try
        {
            await Eventually.IsAsync(() => Task.FromResult(Sendings(order.PaymentKey)), sent => sent >= 2);
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { });
        }

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        await shop.HasGivenBackAsync(order, order.AmountWon);
        Assert.Equal(
            "GIVEN_BACK,OWED_BACK,PAID,REFUND_OPENED",
            await shop.CommerceAsync<string>($"""
                select string_agg(event, ',' order by event) from payment_events
                where payment_key = '{order.PaymentKey}'
                """));
    }

    // The graph's own replicas send nothing, so these two are the only workers.
    private async Task<ServiceProcess> StartWorkerAsync()
    {
        var worker = await ServiceProcess.StartAsync(
            shop, "Commerce",
            [
                .. KillAnywhereVictim.BesideTheGraph(shop),
                ("Money__ClaimFor", "00:00:00.5"),
                ("Money__RefundTimeout", "00:00:20"),
                ("OTEL_SERVICE_NAME", "commerce"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", shop.Telemetry.Address),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_BSP_SCHEDULE_DELAY", "1000"),
            ]);
        await worker.AnswersAsync();
        return worker;
    }

    private int Sendings(string paymentKey) => shop.Telemetry.Spans().Count(span =>
        span is { Service: "commerce", Kind: SpanKind.Client }
        && span.Attributes.GetValueOrDefault("url.full", "")
            .EndsWith($"/payments/{paymentKey}/cancel", StringComparison.Ordinal));
}

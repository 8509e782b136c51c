// A worker's lease of a job can expire before PortOne responds, so two workers may process the job concurrently. The
// refund's idempotency key and the frozen balance, not the lease, must prevent a second refund.
using Shop.Tests.Graphs;
using Shop.Tests.Proof;
using Shop.Tests.Starting;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

[Collection(QuietShop.Name)]
public sealed class ExpiredLeaseTests(QuietShop shop)
{
    [Fact]
    public async Task Refund_sent_by_several_workers_causes_one_cancellation()
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
            await Eventually.IsAsync(() => Task.FromResult(CancelSpans(order.PaymentKey)), sent => sent >= 2);
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { });
        }

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await shop.AssertRefundedAsync(order, order.AmountWon);
        Assert.Equal(
            "PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED",
            await shop.CommerceAsync<string>($"""
                select string_agg(event, ',' order by seq) from ledger_entries
                where payment_key = '{order.PaymentKey}'
                """));
    }

    // The graph's replicas run no jobs, so these two processes are the only workers.
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

    private int CancelSpans(string paymentKey) => shop.Telemetry.Spans().Count(span =>
        span is { Service: "commerce", Kind: SpanKind.Client }
        && span.Attributes.GetValueOrDefault("url.full", "")
            .EndsWith($"/payments/{paymentKey}/cancel", StringComparison.Ordinal));
}

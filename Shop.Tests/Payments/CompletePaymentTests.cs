using System.Diagnostics;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>The shopper returns from the payment window. Nothing else reports payments.</summary>
[Collection(RunningShop.Shared)]
public sealed class CompletePaymentTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync()
    {
        await shop.ExecuteSqlAsync("drop function if exists zz_fail_commit cascade");
        await shop.ResumeOtherReportsAsync();
    }

    [Fact]
    public async Task Paid_payment_makes_the_order_ready()
    {
        var (shopper, order) = await shop.NewOrderAsync();
        await shopper.PayAsync(order);

        Assert.Equal("200 PAID READY", await shopper.ReportAsync(order));

        var detail = await shopper.GetOrderAsync(order);
        Assert.Equal((PaymentStatus.Paid, OrderStatus.Ready), (detail.PaymentStatus, detail.OrderStatus));
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Second_report_does_not_call_PortOne_and_writes_nothing()
    {
        var (shopper, order) = await shop.NewPaidOrderAsync();
        var rows = await shop.RowsOfAsync(order);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        shopper.Commerce.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        await shop.Sandbox.SetFaultsForAsync(order.PaymentKey, errorRate: 1);

        Assert.Equal("200 PAID READY", await shopper.ReportAsync(order));

        Assert.Equal(rows, await shop.RowsOfAsync(order));
        await shopper.GetOrderAsync(order); // Its span is exported after those of the earlier calls.
        var spans = await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans(trace)),
            seen => seen.Any(span => span is { Kind: SpanKind.Server, Name: "GET /orders/{orderId:guid}" }));
        Assert.DoesNotContain(
            spans, span => span.Attributes.GetValueOrDefault("url.full", "").Contains("/payments/"));
    }

    [Fact]
    public async Task Payment_of_another_shopper_is_not_found()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var order = await shopper.OrderAndPayAsync(await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);

        var unknown = order with { PaymentKey = new('0', 32) };

        Assert.Equal("404 NOT_FOUND", await other.ReportAsync(order));
        Assert.Equal("404 NOT_FOUND", await other.ReportAsync(unknown));
        Assert.Equal(PaymentStatus.Pending, (await shopper.GetOrderAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task One_timeout_covers_all_calls_to_a_slow_PortOne()
    {
        var (shopper, order) = await shop.NewOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "issue-virtual-account");
        await shop.Sandbox.SetFaultsAsync(new { latencyMs = 5_500, webhooks = new { mode = "off" } });

        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal("202 PENDING PENDING", await shopper.ReportAsync(order));

        Assert.InRange( // Two calls would take 11 s.
            TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(5.5), TimeSpan.FromSeconds(10.9));
    }

    // A refund would be wrong, because the next report can still complete the order.
    [Fact]
    public async Task Failed_commit_does_not_refund_the_payment()
    {
        var (shopper, order) = await shop.NewOrderAsync();
        await shop.ExecuteSqlAsync($"""
            create function zz_fail_commit() returns trigger language plpgsql security definer as $$
            begin
              perform pg_terminate_backend(pg_backend_pid());
              return null;
            end $$;
            create constraint trigger zz_fail_commit after update on payments deferrable initially deferred
              for each row when (new.key = '{order.PaymentKey}') execute function zz_fail_commit()
            """);
        await shopper.PayAsync(order);
        using var failed = await shopper.SendCompleteAsync(order.PaymentKey);
        await shop.ExecuteSqlAsync("drop function zz_fail_commit cascade");

        Assert.False(failed.IsSuccessStatusCode);
        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Paid, OrderStatus.Ready);
        Assert.Empty(seen.Refunds);
        await shop.AssertRefundedAsync(order);
    }
}

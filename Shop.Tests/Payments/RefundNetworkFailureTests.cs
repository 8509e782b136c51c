using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>Refunds whose response is lost or late.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefundNetworkFailureTests(RunningShop shop) : IAsyncLifetime
{
    private const string CancelPath = "/cancel";
    private const string FullRefund = "PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED";

    public async ValueTask InitializeAsync() => await shop.Sandbox.DropWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task Lost_response_to_a_cancel_causes_one_cancellation(double timeoutRate, double errorAfterCommitRate)
    {
        await shop.Sandbox.SetFaultsForAsync(
            CancelPath, timeoutRate: timeoutRate, errorAfterCommitRate: errorAfterCommitRate);
        var (shopper, order) = await CreateCancelledOrderAsync();

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(FullRefund, await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task Failed_cancel_is_retried_unchanged()
    {
        await shop.Sandbox.SetFaultsForAsync(CancelPath, errorRate: 1);
        var (shopper, order) = await CreateCancelledOrderAsync();
        await Eventually.IsAsync(() => shop.TriesOfAsync(order, "REFUND"), tries => tries >= 2);
        var written = await RefundAsync(order);
        await shop.AssertRefundedAsync(order);

        await shop.Sandbox.DropWebhooksAsync();
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(written, await RefundAsync(order));
        Assert.Equal(FullRefund, await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task Outstanding_request_is_not_a_rejection()
    {
        await shop.Sandbox.SetFaultsForAsync(CancelPath, latencyMs: 8_000); // Longer than the shop's timeout.
        var (shopper, order) = await CreateCancelledOrderAsync();

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(FullRefund, await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, order.AmountWon);
        await Eventually.IsAsync( // Without a 409 the test would prove nothing.
            () => Task.FromResult(shop.Telemetry.Spans()), spans => spans.Any(span =>
                span is { Service: "portone", Kind: SpanKind.Server }
                && span.Attributes.GetValueOrDefault("url.path") == $"/payments/{order.PaymentKey}/cancel"
                && span.Attributes.GetValueOrDefault("http.response.status_code") == "409"));
    }

    [Fact]
    public async Task Refund_with_unknown_outcome_stays_due_and_is_reported()
    {
        await shop.Sandbox.SetFaultsForAsync(CancelPath, errorRate: 1);
        var (shopper, order) = await CreateCancelledOrderAsync();

        var seen = await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), detail => detail.Refunds is [{ Status: RefundStatus.Sent }]);

        Assert.Equal((PaymentStatus.RefundDue, OrderStatus.Cancelled), (seen.PaymentStatus, seen.OrderStatus));
        Assert.Equal(order.AmountWon, await shop.CommerceAsync<long>(
            $"select refunding_minor from payments where key = '{order.PaymentKey}'"));
    }

    private async Task<(Shopper Shopper, OrderReply Order)> CreateCancelledOrderAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync());
        await shopper.CancelsAsync(order);
        return (shopper, order);
    }

    // Fails if there are two rows, which would be two refunds with different keys.
    private async Task<(Guid Id, string Reason)> RefundAsync(OrderReply order)
    {
        var row = await shop.CommerceAsync<string>(
            $"select string_agg(id || '|' || reason, ',') from refunds where payment_key = '{order.PaymentKey}'");
        var parts = row.Split('|');
        return (Guid.Parse(parts[0]), parts[1]);
    }
}

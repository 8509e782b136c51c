using Shop.Commerce;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>A refund is sent, and its answer is lost, late, or not the last word.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefundingOverABrokenNetwork(RunningShop shop) : IAsyncLifetime
{
    private const string Cancels = "/cancel";
    private const string Whole = "PAID,OWED_BACK,REFUND_OPENED,GIVEN_BACK";

    public async ValueTask InitializeAsync() => await shop.Sandbox.LosesWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task A_cancel_whose_answer_is_lost_is_one_cancellation(double timeoutRate, double errorAfterCommitRate)
    {
        await shop.Sandbox.BreaksAsync(
            Cancels, timeoutRate: timeoutRate, errorAfterCommitRate: errorAfterCommitRate);
        var (shopper, order) = await CancelsAsync();

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal(Whole, await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task A_cancel_that_did_not_arrive_is_sent_again_as_it_was_written()
    {
        await shop.Sandbox.BreaksAsync(Cancels, errorRate: 1);
        var (shopper, order) = await CancelsAsync();
        await Eventually.IsAsync(() => shop.TriesOfAsync(order, "REFUND"), tries => tries >= 2);
        var written = await RefundAsync(order);
        await shop.HasGivenBackAsync(order);

        await shop.Sandbox.LosesWebhooksAsync();
        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal(written, await RefundAsync(order));
        Assert.Equal(Whole, await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task That_the_first_sending_still_runs_is_no_refusal()
    {
        await shop.Sandbox.BreaksAsync(Cancels, latencyMs: 8_000); // Longer than the shop waits for an answer.
        var (shopper, order) = await CancelsAsync();

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal(Whole, await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, order.AmountWon);
        await Eventually.IsAsync( // Without one of these the test would prove nothing.
            () => Task.FromResult(shop.Telemetry.Spans()), spans => spans.Any(span =>
                span is { Service: "portone", Kind: SpanKind.Server }
                && span.Attributes.GetValueOrDefault("url.path") == $"/payments/{order.PaymentKey}/cancel"
                && span.Attributes.GetValueOrDefault("http.response.status_code") == "409"));
    }

    [Fact]
    public async Task What_is_unknown_stays_owed_and_is_told_so()
    {
        await shop.Sandbox.BreaksAsync(Cancels, errorRate: 1);
        var (shopper, order) = await CancelsAsync();

        var seen = await Eventually.IsAsync(
            () => shopper.LooksAtAsync(order), looks => looks.Refunds is [{ Status: "UNKNOWN" }]);

        Assert.Equal(("REFUND_DUE", "CANCELLED"), (seen.PaymentStatus, seen.OrderStatus));
        Assert.Equal(order.AmountWon, await shop.CommerceAsync<long>(
            $"select refunding_minor from payments where key = '{order.PaymentKey}'"));
    }

    private async Task<(Shopper Shopper, OrderReply Order)> CancelsAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync());
        await shopper.CancelsAsync(order);
        return (shopper, order);
    }

    // Single: a second row would be a second refund under another key.
    private async Task<(Guid Id, string Reason)> RefundAsync(OrderReply order)
    {
        var row = await shop.CommerceAsync<string>(
            $"select string_agg(id || '|' || reason, ',') from refunds where payment_key = '{order.PaymentKey}'");
        var parts = row.Split('|');
        return (Guid.Parse(parts[0]), parts[1]);
    }
}

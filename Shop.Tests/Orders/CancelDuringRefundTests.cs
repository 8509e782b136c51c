// A shopper cancels while a partial refund is requested and PortOne has not confirmed it. The timeline shows the sums
// of the cancel page, and the refunds add up to the capture, whether or not the partial refund succeeds.
using Shop.Tests.Payments;
using Shop.Tests.Web;

namespace Shop.Tests.Orders;

[Collection(RunningShop.SharedToo)]
public sealed class CancelDuringRefundTests(RunningShop shop) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Theory]
    [InlineData(
        true, "PAID 12900, REFUND_REQUESTED 3000, REFUND_DECIDED 9900, PARTLY_REFUNDED 3000, REFUND_REQUESTED 9900, "
        + "REFUNDED 9900", new long[] { 3_000, 9_900 })]
    [InlineData(
        false, "PAID 12900, REFUND_DECIDED 12900, REFUND_REQUESTED 12900, REFUNDED 12900", new long[] { 12_900 })]
    public async Task Timeline_and_cancel_page_show_the_same_sums(bool succeeds, string track, long[] refunds)
    {
        await AnswerCancellationsAsync("REQUESTED");
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuyAsync(await shop.NewProductAsync(12_900));
        await shop.RunOperatorCommandAsync("refund", order, "--amount-won", "3000");
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), text => text == "SHOP REQUESTED 3000");
        var money = (await shopper.GetOrderAsync(order)).Money!;
        var rest = money.CapturedMinor - money.RefundedMinor - money.RefundingMinor; // As the cancel page shows it.

        await shopper.CancelAsync(order);

        Assert.Equal($"PAID 12900, REFUND_REQUESTED 3000, REFUND_DECIDED {rest}", await MoneyTrackAsync());

        var cancellation = (await shop.Sandbox.PaymentAsync(order.PaymentKey))["cancellations"]![0]!["id"]!;
        await AnswerCancellationsAsync("SUCCEEDED");
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, cancellation.GetValue<string>(), succeeds);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(track, await MoneyTrackAsync());
        Assert.Equal(
            ["PLACED", "READY", "CANCELLED"],
            (await shopper.GetOrderAsync(order)).Timeline.Where(step => step.Track == TimelineTrack.Fulfilment)
                .Select(step => step.Event.ToUpperSnake()));
        Assert.Equal(order.AmountWon, refunds.Sum());
        await shop.AssertRefundedAsync(order, refunds);

        async Task<string> MoneyTrackAsync() => string.Join(", ", (await shopper.GetOrderAsync(order)).Timeline
            .Where(step => step.Track == TimelineTrack.Money)
            .Select(step => $"{step.Event.ToUpperSnake()} {step.AmountMinor}"));
    }

    private Task AnswerCancellationsAsync(string cancellations) =>
        shop.Sandbox.SetFaultsAsync(new { cancellations, webhooks = new { mode = "off" } });
}

// A shopper cancels while a partial refund is requested and PortOne has not confirmed it. The timeline shows the sums
// of the cancel page, and the refunds add up to the capture, whether or not the partial refund succeeds.
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Orders;

[Collection(RunningShop.SharedToo)]
public sealed class CancelDuringRefundTests(RunningShop shop) : IAsyncDisposable
{
    private const long Price = 12_900;

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Theory]
    [InlineData(
        true, "PARTLY_REFUNDED 3000, REFUND_REQUESTED 9900, REFUNDED 9900",
        "PAID 12900, REFUND_REQUESTED 3000, REFUND_DECIDED 9900, ", new long[] { 3_000, 9_900 })]
    [InlineData(
        false, "REFUND_REQUESTED 12900, REFUNDED 12900", "PAID 12900, REFUND_DECIDED 12900, ", new long[] { 12_900 })]
    public async Task Timeline_and_cancel_page_show_the_same_sums(
        bool succeeds, string after, string before, long[] refunds)
    {
        await SetCancellationStatusAsync("REQUESTED");
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync(Price));
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(
            shop, "Commerce", "refund", $"{order.OrderId}", "--amount-won", "3000");
        Assert.True(exitCode == 0, errors);
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), text => text == "SHOP REQUESTED 3000");
        var money = (await shopper.GetOrderAsync(order)).Money!;
        var rest = money.CapturedMinor - money.RefundedMinor - money.RefundingMinor; // As the cancel page shows it.

        await shopper.CancelsAsync(order);

        Assert.Equal($"PAID 12900, REFUND_REQUESTED 3000, REFUND_DECIDED {rest}", await MoneyTrackAsync());

        var cancellation = (await shop.Sandbox.PaymentAsync(order.PaymentKey))["cancellations"]![0]!["id"]!;
        await SetCancellationStatusAsync("SUCCEEDED");
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, cancellation.GetValue<string>(), succeeds);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(before + after, await MoneyTrackAsync());
        Assert.Equal(Price, refunds.Sum());
        await shop.AssertRefundedAsync(order, refunds);

        async Task<string> MoneyTrackAsync() => string.Join(", ", (await shopper.GetOrderAsync(order)).Timeline
            .Where(step => step.Track == TimelineTrack.Money)
            .Select(step => $"{step.Event.ToUpperSnake()} {step.AmountMinor}"));
    }

    private Task SetCancellationStatusAsync(string cancellations) =>
        shop.Sandbox.SetFaultsAsync(new { cancellations, webhooks = new { mode = "off" } });
}

// Payment bugs that other shops have had, each set up so that no other rule prevents it.
using Shop.Commerce.Jobs;
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Proof;

[Collection(RunningShop.Shared)]
public sealed class KnownFailureTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.Sandbox.DropWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Webhook_about_an_uncaptured_payment_changes_nothing()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        using var commerce = shop.CreateClient("commerce");

        using var response = await commerce.SendAsync(Webhook.Signed(Webhook.About(order.PaymentKey)));

        response.EnsureSuccessStatusCode();
        await Eventually.IsAsync(
            () => shop.QuerySqlAsync<bool>($"""
                select not exists (
                    select from payment_jobs where payment_key = '{order.PaymentKey}' and kind = 'RECONCILE')
                """),
            isHandled => isHandled);
        var seen = await shopper.GetOrderAsync(order);
        Assert.Equal((PaymentStatus.Pending, OrderStatus.Pending), (seen.PaymentStatus, seen.OrderStatus));
    }

    [Fact]
    public async Task Equal_console_cancellation_is_not_taken_for_the_shops_refund()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuyAsync(await shop.NewProductAsync(priceWon: 12_000));
        await shop.Sandbox.SetFaultsForAsync("/cancel", errorRate: 1);
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(
            shop, "Commerce", "refund", $"{order.OrderId}", "--amount-won", "3000");
        Assert.True(exitCode == 0, errors);
        // Sent at least once, with an unknown outcome.
        await Eventually.IsAsync(() => shop.AttemptsOfAsync(order, PaymentJobKind.Refund), attempts => attempts > 0);

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
        await shop.Sandbox.DropWebhooksAsync();

        await Eventually.IsAsync(() => shop.RefundEntriesAsync(order), refunds => refunds.Count == 2);
        await shop.AssertRefundedAsync(order, 3_000, 3_000);
        var seen = await shopper.GetOrderAsync(order);
        Assert.Equal((PaymentStatus.Paid, OrderStatus.Ready), (seen.PaymentStatus, seen.OrderStatus));
        await new Invariants(shop).SettleAsync([order.PaymentKey]);
    }
}

using System.Net;
using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>The money was on its way back when the shopper returned from the window.</summary>
[Collection(RunningShop.Shared)]
public sealed class GivenBackBeforeItBought(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.NobodyElseReportsAsync();

    public async ValueTask DisposeAsync() => await shop.EverybodyReportsAgainAsync();

    [Fact]
    public async Task Money_that_went_back_in_part_does_not_buy()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(priceWon: 10_000));
        await shop.Sandbox.DepositAsync(order.PaymentKey, 10_000);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });

        var answer = await shopper.ReturnsFromAsync(order);

        Assert.Equal(("REFUND_DUE", "CANCELLED"), (answer.PaymentStatus, answer.OrderStatus));
        var refund = Assert.Single((await shopper.LooksAtAsync(order)).Refunds);
        Assert.Equal((3_000, "KRW"), (refund.AmountMinor, refund.Currency));
        Assert.Equal("REFUND_DUE,GIVEN_BACK", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Money_of_another_currency_goes_back_in_that_currency()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(priceWon: 12_900));
        await shop.Sandbox.PayAsync(order.PaymentKey, 1_234, "USD");
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");

        var answer = await shopper.ReturnsFromAsync(order);

        var refund = Assert.Single((await shopper.LooksAtAsync(order)).Refunds);
        Assert.Equal("CURRENCY_DIFFERS", answer.OwedBecause);
        Assert.Equal((1_234, "USD"), (refund.AmountMinor, refund.Currency));
    }

    [Fact]
    public async Task Money_that_went_back_as_a_whole_is_refunded()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAndPaysAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");

        var answer = await shopper.ReturnsFromAsync(order);

        Assert.Equal(("REFUNDED", "CANCELLED"), (answer.PaymentStatus, answer.OrderStatus));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Theory]
    [InlineData(true, "REFUNDED", "CANCELLED")]
    [InlineData(false, "PAID", "READY")]
    public async Task Money_that_is_being_cancelled_buys_nothing_until_that_is_decided(
        bool succeeds, string paymentStatus, string orderStatus)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shop.SweepPassesByAsync(order);
        var cancellation = await shop.Sandbox.BeginsToCancelAsync(order.PaymentKey);

        var meanwhile = await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(order.PaymentKey), HttpStatusCode.Accepted);
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, cancellation, succeeds);
        var decided = await shopper.ReturnsFromAsync(order);

        Assert.Equal(("PENDING", "PENDING"), (meanwhile.PaymentStatus, meanwhile.OrderStatus));
        Assert.Equal((paymentStatus, orderStatus), (decided.PaymentStatus, decided.OrderStatus));
    }
}

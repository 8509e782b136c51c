using System.Net;

namespace Shop.Tests.Payments;

/// <summary>The payment is cancelled at PortOne before the shopper returns from the window.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefundBeforeCompletionTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Partly_refunded_payment_does_not_pay_the_order()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(priceWon: 10_000));
        await shop.Sandbox.DepositAsync(order.PaymentKey, 10_000);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });

        var answer = await shopper.ReturnsFromAsync(order);

        Assert.Equal((PaymentStatus.RefundDue, OrderStatus.Cancelled), (answer.PaymentStatus, answer.OrderStatus));
        var refund = Assert.Single((await shopper.GetOrderAsync(order)).Refunds);
        Assert.Equal((3_000, "KRW"), (refund.AmountMinor, refund.Currency));
        Assert.Equal("REFUND_DUE,REFUNDED", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Payment_in_another_currency_is_refunded_in_that_currency()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(priceWon: 12_900));
        await shop.Sandbox.PayAsync(order.PaymentKey, 1_234, "USD");
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");

        var answer = await shopper.ReturnsFromAsync(order);

        var refund = Assert.Single((await shopper.GetOrderAsync(order)).Refunds);
        Assert.Equal(RefundReason.CurrencyDiffers, answer.RefundReason);
        Assert.Equal((1_234, "USD"), (refund.AmountMinor, refund.Currency));
    }

    [Fact]
    public async Task Fully_refunded_payment_cancels_the_order()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAndPaysAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");

        var answer = await shopper.ReturnsFromAsync(order);

        Assert.Equal((PaymentStatus.Refunded, OrderStatus.Cancelled), (answer.PaymentStatus, answer.OrderStatus));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Theory]
    [InlineData(true, PaymentStatus.Refunded, OrderStatus.Cancelled)]
    [InlineData(false, PaymentStatus.Paid, OrderStatus.Ready)]
    public async Task Payment_under_cancellation_stays_pending_until_it_is_decided(
        bool succeeds, PaymentStatus paymentStatus, OrderStatus orderStatus)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);
        var cancellation = await shop.Sandbox.StartCancellationAsync(order.PaymentKey);

        var meanwhile = await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(order.PaymentKey), HttpStatusCode.Accepted);
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, cancellation, succeeds);
        var decided = await shopper.ReturnsFromAsync(order);

        Assert.Equal((PaymentStatus.Pending, OrderStatus.Pending), (meanwhile.PaymentStatus, meanwhile.OrderStatus));
        Assert.Equal((paymentStatus, orderStatus), (decided.PaymentStatus, decided.OrderStatus));
    }
}

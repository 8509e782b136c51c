using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Payments;

[Collection(RunningShop.Shared)]
public sealed class SecondTabPaymentTests(RunningShop shop)
{
    [Fact]
    public async Task Second_tab_cannot_pay_a_paid_order()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync());

        using var second = await shop.Sandbox.Http.PostAsJsonAsync(
            $"/sandbox/payments/{order.PaymentKey}/pay", new { totalAmount = order.AmountWon });
        var completed = await shopper.ReturnsFromAsync(order);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal((PaymentStatus.Paid, OrderStatus.Ready), (completed.PaymentStatus, completed.OrderStatus));
        Assert.Single(
            (await shop.Sandbox.LedgerAsync())["items"]!.AsArray(),
            entry => (string?)entry!["paymentId"] == order.PaymentKey);
    }
}

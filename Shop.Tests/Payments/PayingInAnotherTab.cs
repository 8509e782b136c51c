using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Payments;

[Collection(RunningShop.Shared)]
public sealed class PayingInAnotherTab(RunningShop shop)
{
    [Fact]
    public async Task What_one_tab_has_paid_the_other_cannot_pay_again()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync());

        using var second = await shop.Sandbox.Http.PostAsJsonAsync(
            $"/sandbox/payments/{order.PaymentKey}/pay", new { totalAmount = order.AmountWon });
        var returns = await shopper.ReturnsFromAsync(order);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(("PAID", "READY"), (returns.PaymentStatus, returns.OrderStatus));
        Assert.Single(
            (await shop.Sandbox.LedgerAsync())["items"]!.AsArray(),
            entry => (string?)entry!["paymentId"] == order.PaymentKey);
    }
}

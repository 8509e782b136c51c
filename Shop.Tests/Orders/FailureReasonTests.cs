using System.Net;
using Shop.Commerce;

namespace Shop.Tests.Orders;

/// <summary>The payment company's reason of a failed attempt, from PortOne's answer to the shopper.</summary>
[Collection(RunningShop.Shared)]
public sealed class FailureReasonTests(RunningShop shop)
{
    [Fact]
    public async Task Reason_that_PostgreSQL_cannot_store_as_it_is_does_not_block_the_payment()
    {
        var (shopper, order) = await FailsAsync($"한도\0초과 {new string('.', 493)}😀");

        using var declined = await shopper.SendsCompleteAsync(order.PaymentKey);
        await shopper.PaysAsync(order);

        Assert.Equal(HttpStatusCode.Conflict, declined.StatusCode);
        Assert.Equal("PAID", (await shopper.ReturnsFromAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task Reason_is_shown_only_while_the_newest_attempt_has_failed()
    {
        var (shopper, order) = await FailsAsync("한도초과");
        using var declined = await shopper.SendsCompleteAsync(order.PaymentKey);
        Assert.Equal("한도초과", (await shopper.LooksAtAsync(order)).FailureText);

        // As a replica of a version without failure_text records a newer attempt.
        await shop.CommerceAsync($"""
            begin; set local role commerce_service;
            update payments set attempt_failed = false where key = '{order.PaymentKey}'; commit
            """);

        Assert.Null((await shopper.LooksAtAsync(order)).FailureText);
    }

    private async Task<(Shopper Shopper, OrderReply Order)> FailsAsync(string reason)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason });
        return (shopper, order);
    }
}

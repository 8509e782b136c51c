using System.Net;

namespace Shop.Tests.Orders;

/// <summary>The payment company's reason of a failed attempt, from PortOne's answer to the shopper.</summary>
[Collection(RunningShop.Shared)]
public sealed class FailureReasonTests(RunningShop shop)
{
    public static TheoryData<string, string> Reasons => new()
    {
        { "한도\0초과", "한도초과" },
        { new string('.', 499) + "😀", new string('.', 499) }, // 500 UTF-16 units end within the emoji.
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Reason_that_PostgreSQL_refuses_does_not_block_the_payment(string reason, string stored)
    {
        var (shopper, order) = await FailPaymentAsync(reason);

        using var declined = await shopper.SendsCompleteAsync(order.PaymentKey);

        Assert.Equal(HttpStatusCode.Conflict, declined.StatusCode);
        Assert.Equal(stored, (await shopper.GetOrderAsync(order)).FailureText);

        await shopper.PaysAsync(order);

        Assert.Equal(PaymentStatus.Paid, (await shopper.ReturnsFromAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task Reason_is_shown_only_while_the_newest_attempt_has_failed()
    {
        var (shopper, order) = await FailPaymentAsync("한도초과");
        using var declined = await shopper.SendsCompleteAsync(order.PaymentKey);
        Assert.Equal("한도초과", (await shopper.GetOrderAsync(order)).FailureText);

        // Records a newer attempt, as a replica of a version without failure_text does.
        await shop.CommerceAsync($"""
            begin; set local role commerce_service;
            update payments set attempt_failed = false where key = '{order.PaymentKey}'; commit
            """);

        Assert.Null((await shopper.GetOrderAsync(order)).FailureText);
    }

    private async Task<(Shopper Shopper, OrderReply Order)> FailPaymentAsync(string reason)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason });
        return (shopper, order);
    }
}

// A payment through a test channel moves no money, and anyone can pay through one. In Production it buys nothing.
using Shop.Tests.Graphs;
using Shop.Tests.Proof;
using Shop.Tests.Startup;

namespace Shop.Tests.Payments;

[Collection(QuietShop.Name)]
public sealed class LiveChannelTests(QuietShop shop) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Production_refunds_a_capture_of_a_test_channel()
    {
        await shop.StopOtherReportsAsync();
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAndPayAsync(await shop.NewProductAsync());

        await using var worker = await ServiceProcess.StartAsync(
            shop, "Commerce",
            [.. KillAnywhereVictim.BesideTheGraph(shop), ("ASPNETCORE_ENVIRONMENT", "Production")]);

        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal(RefundReason.TestChannel, seen.RefundReason);
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }
}

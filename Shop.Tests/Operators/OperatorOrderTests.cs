// Operator commands, run with the real program as in its container.
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Operators;

[Collection(RunningShop.SharedToo)]
public sealed class OperatorOrderTests(RunningShop shop)
{
    [Fact]
    public async Task Paid_order_is_shipped_and_stays_shipped_when_it_is_refunded()
    {
        var (shopper, order) = await BuyAsync();

        Assert.Contains($"{order.OrderId}", await RunAsync(0, "orders"));
        Assert.Contains("김하늘", await RunAsync(0, "show", $"{order.OrderId}"));
        Assert.Contains("Dry run", await RunAsync(0, "ship", $"{order.OrderId}", "--dry-run"));
        Assert.Contains("Dry run", await RunAsync(0, "cancel", $"{order.OrderId}", "--dry-run"));
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
        await RunAsync(0, "ship", $"{order.OrderId}");
        await RunAsync(1, "ship", $"{order.OrderId}");
        await RunAsync(0, "refund", $"{order.OrderId}", "--all");
        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Shipped);
        await RunAsync(0, "deliver", $"{order.OrderId}");

        Assert.Equal(RefundReason.CancelledByShop, seen.RefundReason);
        await shop.AssertRefundedAsync(order, 12_900);
        Assert.Equal(OrderStatus.Delivered, (await shopper.GetOrderAsync(order)).OrderStatus);
        Assert.Equal(
            "PAID,SHIPPED,REFUND_REQUIRED,REFUND_OPENED,REFUNDED,DELIVERED by OPERATOR",
            await shop.QuerySqlAsync<string>($"""
                select string_agg(event, ',' order by seq) || ' by ' || max(source) filter (where event = 'SHIPPED')
                from ledger_entries where payment_key = '{order.PaymentKey}'
                """));
    }

    // A cancellation in PortOne's console may not have been reported yet.
    [Fact]
    public async Task Order_is_not_shipped_while_PortOne_is_unavailable()
    {
        var (shopper, order) = await BuyAsync();
        await shop.Sandbox.SetFaultsAsync(new { only = order.PaymentKey, errorRate = 1.0 });

        var output = await RunAsync(1, "ship", $"{order.OrderId}");

        Assert.Contains("PortOne is unavailable", output);
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
        await shop.Sandbox.SetFaultsAsync(new { });
        await RunAsync(0, "ship", $"{order.OrderId}");
    }

    [Fact]
    public async Task Partial_refund_keeps_the_order_and_may_not_be_zero_or_the_whole_amount()
    {
        var (shopper, order) = await BuyAsync();

        Assert.Contains("12899", await RunAsync(1, "refund", $"{order.OrderId}", "--amount-won", "0"));
        Assert.Contains("12899", await RunAsync(1, "refund", $"{order.OrderId}", "--amount-won", "12900"));
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
        await RunAsync(0, "refund", $"{order.OrderId}", "--amount-won", "4000");
        var part = await WaitForRefundsAsync(shopper, order, 4_000);
        await RunAsync(0, "refund", $"{order.OrderId}", "--amount-won", "1000");
        await WaitForRefundsAsync(shopper, order, 4_000, 1_000);

        Assert.Equal((OrderStatus.Ready, PaymentStatus.Paid), (part.OrderStatus, part.PaymentStatus));
    }

    [Fact]
    public async Task Partial_refund_of_a_deposit_requires_the_console()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon);
        await shopper.ReturnFromAsync(order);

        var output = await RunAsync(1, "refund", $"{order.OrderId}", "--amount-won", "4000");

        Assert.Contains("PortOne's console", output);
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Concurrent_partial_refunds_never_exceed_the_payment()
    {
        var (shopper, order) = await BuyAsync();

        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ServiceProcess.RunAsync(
            shop, "Commerce", "refund", $"{order.OrderId}", "--amount-won", "9000")));

        Assert.Single(runs, run => run.ExitCode == 0);
        await WaitForRefundsAsync(shopper, order, 9_000);
    }

    [Fact]
    public async Task Order_cancelled_by_the_shop_is_restocked_and_refunded()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = await shopper.BuyAsync(product, quantity: 2);

        await RunAsync(0, "cancel", $"{order.OrderId}");

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal(5, await shop.StockOfAsync(product));
        await RunAsync(1, "cancel", $"{order.OrderId}");
    }

    [Fact]
    public async Task Reason_of_a_shopper_who_cancelled_is_shown()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        Assert.DoesNotContain("Cancelled by the shopper", await RunAsync(0, "show", $"{order.OrderId}"));

        await shopper.CancelAsync(order);

        Assert.Contains(
            $"Cancelled by the shopper: {PaymentTestExtensions.CancelReason}",
            await RunAsync(0, "show", $"{order.OrderId}"));
    }

    [Fact]
    public async Task Payment_without_an_order_is_listed()
    {
        var key = Guid.NewGuid().ToString("N");
        await shop.Sandbox.PayAsync(key, 7_700);

        var listed = await Eventually.IsAsync(
            () => RunAsync(0, "discrepancies"), output => output.Contains(key), TimeSpan.FromSeconds(60));

        Assert.Contains("ours 0, PortOne's 7700", listed);
        await shop.Sandbox.ActAsync(key, "cancel");
    }

    [Fact]
    public async Task Invalid_command_prints_the_help()
    {
        Assert.Contains("--dry-run", await RunAsync(2, "shipp"));
        Assert.Contains("--dry-run", await RunAsync(2, "ship", "no-id"));
        Assert.Contains("--dry-run", await RunAsync(2, "refund", $"{Guid.NewGuid()}"));
        await RunAsync(0, "--help");
        await RunAsync(1, "ship", $"{Guid.NewGuid()}");
    }

    private async Task<(Shopper Shopper, OrderReply Order)> BuyAsync()
    {
        var shopper = await shop.NewShopperAsync();
        return (shopper, await shopper.BuyAsync(await shop.NewProductAsync(12_900)));
    }

    /// <summary>Runs a command that must end with this exit code; returns its output or its errors.</summary>
    private async Task<string> RunAsync(int expectedExitCode, params string[] command)
    {
        var (exitCode, output, errors) = await ServiceProcess.RunAsync(shop, "Commerce", command);
        Assert.True(exitCode == expectedExitCode, $"Exit code {exitCode}: {output}{errors}");
        return exitCode == 0 ? output : errors;
    }

    private async Task<OrderDetailReply> WaitForRefundsAsync(
        Shopper shopper, OrderReply order, params long[] amounts)
    {
        var seen = await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order),
            now => now.Refunds.Count == amounts.Length
                && now.Refunds.All(refund => refund.Status == RefundStatus.Succeeded));
        Assert.Equal(amounts, seen.Refunds.Select(refund => refund.AmountMinor));
        await shop.AssertRefundedAsync(order, amounts);
        return seen;
    }
}

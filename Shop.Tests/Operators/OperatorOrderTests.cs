// Operator commands, run with the real program as in its container.
using Shop.Tests.Starting;

namespace Shop.Tests.Operators;

[Collection(RunningShop.SharedToo)]
public sealed class OperatorOrderTests(RunningShop shop)
{
    [Fact]
    public async Task Paid_order_is_shipped_and_delivered()
    {
        var (shopper, order) = await BuyAsync();

        Assert.Contains($"{order.OrderId}", (await RunAsync("orders")).Output, StringComparison.Ordinal);
        Assert.Contains("김하늘", (await RunAsync("show", $"{order.OrderId}")).Output, StringComparison.Ordinal);
        await RunSuccessfullyAsync("ship", order);
        Assert.Equal(OrderStatus.Shipped, (await shopper.GetOrderAsync(order)).OrderStatus);
        await RunSuccessfullyAsync("deliver", order);

        Assert.Equal(OrderStatus.Delivered, (await shopper.GetOrderAsync(order)).OrderStatus);
        Assert.Equal(
            "PAID,SHIPPED,DELIVERED by OPERATOR",
            await shop.CommerceAsync<string>($"""
                select string_agg(event, ',' order by seq) || ' by ' || max(source) filter (where event = 'SHIPPED')
                from ledger_entries where payment_key = '{order.PaymentKey}'
                """));
        Assert.Equal(1, (await RunAsync("ship", $"{order.OrderId}")).ExitCode);
    }

    [Fact]
    public async Task Dry_run_describes_the_effect_and_changes_nothing()
    {
        var (shopper, order) = await BuyAsync();

        foreach (var command in new[] { "ship", "cancel" })
        {
            var (exitCode, output, _) = await RunAsync(command, $"{order.OrderId}", "--dry-run");
            Assert.Equal(0, exitCode);
            Assert.Contains("Dry run", output, StringComparison.Ordinal);
        }

        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
        Assert.Equal(1, await CountEventsAsync(order));
    }

    [Fact]
    public async Task Partial_refund_keeps_the_order()
    {
        var (shopper, order) = await BuyAsync();

        await RunSuccessfullyAsync("refund", order, "--amount-won", "4000");
        var part = await WaitForRefundsAsync(shopper, order, refunds: 1);
        await RunSuccessfullyAsync("refund", order, "--amount-won", "1000");
        var more = await WaitForRefundsAsync(shopper, order, refunds: 2);

        Assert.Equal((OrderStatus.Ready, PaymentStatus.Paid), (part.OrderStatus, part.PaymentStatus));
        Assert.Equal([4_000, 1_000], more.Refunds.Select(refund => refund.AmountMinor));
        Assert.Equal([4_000, 1_000], await RefundsAtPortOneAsync(order));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("12900")]
    public async Task Partial_refund_of_zero_or_the_whole_amount_is_refused(string amountWon)
    {
        var (_, order) = await BuyAsync();

        var (exitCode, _, errors) = await RunAsync("refund", $"{order.OrderId}", "--amount-won", amountWon);

        Assert.Equal(1, exitCode);
        Assert.Contains("12899", errors, StringComparison.Ordinal);
        Assert.Equal(1, await CountEventsAsync(order));
    }

    [Fact]
    public async Task Partial_refund_of_a_deposit_requires_the_console()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon);
        await shopper.ReturnsFromAsync(order);

        var (exitCode, _, errors) = await RunAsync("refund", $"{order.OrderId}", "--amount-won", "4000");

        Assert.Equal(1, exitCode);
        Assert.Contains("PortOne's console", errors, StringComparison.Ordinal);
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Concurrent_partial_refunds_never_exceed_the_payment()
    {
        var (shopper, order) = await BuyAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            RunAsync("refund", $"{order.OrderId}", "--amount-won", "9000")));

        Assert.Single(answers, answer => answer.ExitCode == 0);
        await WaitForRefundsAsync(shopper, order, refunds: 1);
        Assert.Equal([9_000], await RefundsAtPortOneAsync(order));
    }

    [Fact]
    public async Task Shipped_order_that_is_refunded_stays_shipped()
    {
        var (shopper, order) = await BuyAsync();
        await RunSuccessfullyAsync("ship", order);

        await RunSuccessfullyAsync("refund", order, "--all");

        var refunded = await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), now => now.PaymentStatus == PaymentStatus.Refunded);
        Assert.Equal(OrderStatus.Shipped, refunded.OrderStatus);
        Assert.Equal(RefundReason.CancelledByShop, refunded.RefundReason);
        Assert.Equal([12_900], await RefundsAtPortOneAsync(order));
    }

    [Fact]
    public async Task Order_cancelled_by_the_shop_is_restocked_and_refunded()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(stock: 5);
        var order = await shopper.OrdersAndPaysAsync(product, quantity: 2);
        await shopper.ReturnsFromAsync(order);

        await RunSuccessfullyAsync("cancel", order);

        await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order),
            now => now is { OrderStatus: OrderStatus.Cancelled, PaymentStatus: PaymentStatus.Refunded });
        Assert.Equal(5, await shop.StockOfAsync(product));
        Assert.Equal(1, (await RunAsync("cancel", $"{order.OrderId}")).ExitCode);
    }

    [Fact]
    public async Task Payment_without_an_order_is_listed()
    {
        var key = Guid.NewGuid().ToString("N");
        await shop.Sandbox.PayAsync(key, 7_700);

        var listed = await Eventually.IsAsync(
            async () => (await RunAsync("discrepancies")).Output,
            output => output.Contains(key, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60));

        Assert.Contains("ours 0, PortOne's 7700", listed, StringComparison.Ordinal);
        await shop.Sandbox.ActAsync(key, "cancel");
    }

    [Fact]
    public async Task Invalid_command_prints_the_help()
    {
        string[][] commands = [["shipp"], ["ship", "no-id"], ["refund", $"{Guid.NewGuid()}"]];
        foreach (var command in commands)
        {
            var (exitCode, _, errors) = await RunAsync(command);
            Assert.Equal(2, exitCode);
            Assert.Contains("--dry-run", errors, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await RunAsync("--help")).ExitCode);
        Assert.Equal(1, (await RunAsync("ship", $"{Guid.NewGuid()}")).ExitCode);
    }

    private async Task<(Shopper Shopper, OrderReply Order)> BuyAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        Assert.Equal(PaymentStatus.Paid, (await shopper.ReturnsFromAsync(order)).PaymentStatus);
        return (shopper, order);
    }

    private async Task RunSuccessfullyAsync(string command, OrderReply order, params string[] rest)
    {
        var (exitCode, _, errors) = await RunAsync([command, $"{order.OrderId}", .. rest]);
        Assert.True(exitCode == 0, errors);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] command) =>
        ServiceProcess.RunAsync(shop, "Commerce", command);

    private static Task<OrderDetailReply> WaitForRefundsAsync(Shopper shopper, OrderReply order, int refunds) =>
        Eventually.IsAsync(
            () => shopper.GetOrderAsync(order),
            now => now.Refunds.Count == refunds && now.Refunds.All(refund => refund.Status == RefundStatus.Succeeded));

    private async Task<long> CountEventsAsync(OrderReply order) => await shop.CommerceAsync<long>(
        $"select count(*) from ledger_entries where payment_key = '{order.PaymentKey}'");

    private async Task<IEnumerable<long>> RefundsAtPortOneAsync(OrderReply order) =>
        (await shop.Sandbox.LedgerAsync())["items"]!.AsArray()
            .Where(entry => entry!["paymentId"]!.GetValue<string>() == order.PaymentKey
                && entry["kind"]!.GetValue<string>() == "CANCEL")
            .Select(entry => entry!["amount"]!.GetValue<long>());
}

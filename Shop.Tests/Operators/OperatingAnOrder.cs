// The commands of the shop's own people: the real program, called as in its container.
using Shop.Commerce;
using Shop.Tests.Starting;

namespace Shop.Tests.Operators;

[Collection(RunningShop.SharedToo)]
public sealed class OperatingAnOrder(RunningShop shop)
{
    [Fact]
    public async Task What_is_bought_is_sent_and_arrives()
    {
        var (shopper, order) = await BuysAsync();

        Assert.Contains($"{order.OrderId}", (await SaysAsync("orders")).Output, StringComparison.Ordinal);
        Assert.Contains("김하늘", (await SaysAsync("show", $"{order.OrderId}")).Output, StringComparison.Ordinal);
        await DoesAsync("ship", order);
        Assert.Equal("SHIPPED", (await shopper.LooksAtAsync(order)).OrderStatus);
        await DoesAsync("deliver", order);

        Assert.Equal("DELIVERED", (await shopper.LooksAtAsync(order)).OrderStatus);
        Assert.Equal(
            "PAID,SHIPPED,DELIVERED by OPERATOR",
            await shop.CommerceAsync<string>($"""
                select string_agg(event, ',' order by seq) || ' by ' || max(reporter) filter (where event = 'SHIPPED')
                from payment_events where payment_key = '{order.PaymentKey}'
                """));
        Assert.Equal(1, (await SaysAsync("ship", $"{order.OrderId}")).ExitCode);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_happen_and_changes_nothing()
    {
        var (shopper, order) = await BuysAsync();

        foreach (var command in new[] { "ship", "cancel" })
        {
            var (exitCode, output, _) = await SaysAsync(command, $"{order.OrderId}", "--dry-run");
            Assert.Equal(0, exitCode);
            Assert.Contains("Dry run", output, StringComparison.Ordinal);
        }

        Assert.Equal("READY", (await shopper.LooksAtAsync(order)).OrderStatus);
        Assert.Equal(1, await EventsAsync(order));
    }

    [Fact]
    public async Task A_part_of_the_money_goes_back_and_the_order_stays()
    {
        var (shopper, order) = await BuysAsync();

        await DoesAsync("refund", order, "--amount-won", "4000");
        var part = await SettledAsync(shopper, order, refunds: 1);
        await DoesAsync("refund", order, "--amount-won", "1000");
        var more = await SettledAsync(shopper, order, refunds: 2);

        Assert.Equal(("READY", "PAID"), (part.OrderStatus, part.PaymentStatus));
        Assert.Equal([4_000, 1_000], more.Refunds.Select(refund => refund.AmountMinor));
        Assert.Equal([4_000, 1_000], await ReturnedAtTheBankAsync(order));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("12900")]
    public async Task No_part_is_nothing_or_all_of_it(string amountWon)
    {
        var (_, order) = await BuysAsync();

        var (exitCode, _, errors) = await SaysAsync("refund", $"{order.OrderId}", "--amount-won", amountWon);

        Assert.Equal(1, exitCode);
        Assert.Contains("12899", errors, StringComparison.Ordinal);
        Assert.Equal(1, await EventsAsync(order));
    }

    [Fact]
    public async Task A_part_of_a_deposit_goes_back_in_the_console_only()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon);
        await shopper.ReturnsFromAsync(order);

        var (exitCode, _, errors) = await SaysAsync("refund", $"{order.OrderId}", "--amount-won", "4000");

        Assert.Equal(1, exitCode);
        Assert.Contains("PortOne's console", errors, StringComparison.Ordinal);
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Two_parts_at_once_never_exceed_the_payment()
    {
        var (shopper, order) = await BuysAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            SaysAsync("refund", $"{order.OrderId}", "--amount-won", "9000")));

        Assert.Single(answers, answer => answer.ExitCode == 0);
        await SettledAsync(shopper, order, refunds: 1);
        Assert.Equal([9_000], await ReturnedAtTheBankAsync(order));
    }

    [Fact]
    public async Task What_was_sent_and_comes_back_is_refunded_and_stays_sent()
    {
        var (shopper, order) = await BuysAsync();
        await DoesAsync("ship", order);

        await DoesAsync("refund", order, "--all");

        var stands = await Eventually.IsAsync(
            () => shopper.LooksAtAsync(order), now => now.PaymentStatus == "REFUNDED");
        Assert.Equal("SHIPPED", stands.OrderStatus);
        Assert.Equal(DebtReasons.CancelledByShop, stands.OwedBecause);
        Assert.Equal([12_900], await ReturnedAtTheBankAsync(order));
    }

    [Fact]
    public async Task What_the_shop_cancels_goes_back_to_shelf_and_shopper()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(stock: 5);
        var order = await shopper.OrdersAndPaysAsync(product, quantity: 2);
        await shopper.ReturnsFromAsync(order);

        await DoesAsync("cancel", order);

        await Eventually.IsAsync(
            () => shopper.LooksAtAsync(order),
            now => now is { OrderStatus: "CANCELLED", PaymentStatus: "REFUNDED" });
        Assert.Equal(5, await shop.StockOfAsync(product));
        Assert.Equal(1, (await SaysAsync("cancel", $"{order.OrderId}")).ExitCode);
    }

    [Fact]
    public async Task Money_at_PortOne_that_no_order_explains_is_named()
    {
        var key = Guid.NewGuid().ToString("N");
        await shop.Sandbox.PayAsync(key, 7_700);

        var words = await Eventually.IsAsync(
            async () => (await SaysAsync("unexplained")).Output,
            output => output.Contains(key, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60));

        Assert.Contains("ours 0, PortOne's 7700", words, StringComparison.Ordinal);
        await shop.Sandbox.ActAsync(key, "cancel");
    }

    [Fact]
    public async Task What_is_not_understood_is_answered_with_help()
    {
        string[][] commands = [["shipp"], ["ship", "no-id"], ["refund", $"{Guid.NewGuid()}"]];
        foreach (var command in commands)
        {
            var (exitCode, _, errors) = await SaysAsync(command);
            Assert.Equal(2, exitCode);
            Assert.Contains("--dry-run", errors, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await SaysAsync("--help")).ExitCode);
        Assert.Equal(1, (await SaysAsync("ship", $"{Guid.NewGuid()}")).ExitCode);
    }

    private async Task<(Shopper Shopper, OrderReply Order)> BuysAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        Assert.Equal("PAID", (await shopper.ReturnsFromAsync(order)).PaymentStatus);
        return (shopper, order);
    }

    private async Task DoesAsync(string command, OrderReply order, params string[] rest)
    {
        var (exitCode, _, errors) = await SaysAsync([command, $"{order.OrderId}", .. rest]);
        Assert.True(exitCode == 0, errors);
    }

    private Task<(int ExitCode, string Output, string Errors)> SaysAsync(params string[] command) =>
        ServiceProcess.RunAsync(shop, "Commerce", command);

    private static Task<OrderDetailReply> SettledAsync(Shopper shopper, OrderReply order, int refunds) =>
        Eventually.IsAsync(
            () => shopper.LooksAtAsync(order),
            now => now.Refunds.Count == refunds && now.Refunds.All(refund => refund.Status == "SUCCEEDED"));

    private async Task<long> EventsAsync(OrderReply order) => await shop.CommerceAsync<long>(
        $"select count(*) from payment_events where payment_key = '{order.PaymentKey}'");

    private async Task<IEnumerable<long>> ReturnedAtTheBankAsync(OrderReply order) =>
        (await shop.Sandbox.LedgerAsync())["items"]!.AsArray()
            .Where(entry => entry!["paymentId"]!.GetValue<string>() == order.PaymentKey
                && entry["kind"]!.GetValue<string>() == "CANCEL")
            .Select(entry => entry!["amount"]!.GetValue<long>());
}

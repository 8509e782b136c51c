// Tests that Invariants finds every violation. Each rule is broken on purpose, either in the database, bypassing the
// schema in a transaction that is rolled back, or in the test's copy of PortOne's ledger.
using System.Text.Json.Nodes;
using Npgsql;
using Shop.Tests.Payments;

namespace Shop.Tests.Proof;

/// <summary>One order of each kind, so that every rule can be broken.</summary>
public sealed class InvariantFixture(RunningShop shop) : IAsyncLifetime
{
    private readonly Dictionary<string, OrderReply> _orders = [];

    public IReadOnlyCollection<string> Keys => [.. _orders.Values.Select(order => order.PaymentKey)];

    public async ValueTask InitializeAsync()
    {
        var shopper = await shop.NewShopperAsync();
        foreach (var name in (string[])["pending", "paid", "refunded", "deposit"])
        {
            _orders[name] = await shopper.OrderAsync(await shop.NewProductAsync(priceWon: 20_000));
        }

        await shopper.PayAsync(_orders["paid"]);
        await shopper.PayAsync(_orders["refunded"]);
        await shop.Sandbox.DepositAsync(_orders["deposit"].PaymentKey, 15_000);
        foreach (var name in (string[])["paid", "refunded", "deposit"])
        {
            await shopper.ReturnFromAsync(_orders[name]);
        }

        await shopper.CancelAsync(_orders["refunded"]);
        await new Invariants(shop).SettleAsync(Keys);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Replaces names such as ":paid" and ":paid_order" with ids.</summary>
    public string WithIds(string text) => _orders.Aggregate(text, (named, order) => named
        .Replace($":{order.Key}_order", $"{order.Value.OrderId}", StringComparison.Ordinal)
        .Replace($":{order.Key}", order.Value.PaymentKey, StringComparison.Ordinal));
}

[Collection(RunningShop.Shared)]
public sealed class InvariantTests(RunningShop shop, InvariantFixture orders) : IClassFixture<InvariantFixture>
{
    private const string WithoutChecks = "alter table payments drop constraint refunds_never_exceed_the_capture, "
        + "drop constraint refunded_payment_is_fully_refunded, drop constraint payment_and_order_agree;";
    private const string DeleteJobs = "delete from payment_jobs where payment_key = ':pending'";

    [Fact]
    public Task No_rule_is_violated_initially() => new Invariants(shop).SettleAsync(orders.Keys);

    [Theory]
    [InlineData("a_recorded_capture_is_at_portone",
        "update payments set captured_minor = 19999 where key = ':paid'")]
    [InlineData("a_captured_won_is_in_one_place", "delete from payment_jobs where payment_key = ':deposit'")]
    [InlineData("a_captured_won_is_in_one_place", $"""
        {WithoutChecks} update payments set status = 'REFUNDED' where key = ':paid'
        """)]
    [InlineData("payment_and_order_are_a_legal_pair", $"""
        {WithoutChecks} update payments set status = 'REFUNDED' where key = ':paid'
        """)]
    [InlineData("a_sold_order_has_one_payment_of_its_amount",
        "update payments set captured_minor = 19999 where key = ':paid'")]
    [InlineData("a_sold_order_has_one_payment_of_its_amount",
        "update orders set status = 'READY', ready_at = now() where id = ':pending_order'")]
    [InlineData("a_capture_is_of_a_payment", "delete from payments where key = ':paid'")]
    [InlineData("payment_and_order_are_a_legal_pair",
        "update payments set order_status = 'SHIPPED' where key = ':paid'")]
    [InlineData("payment_and_order_are_a_legal_pair",
        "update orders set status = 'CANCELLED', ended_at = now() where id = ':paid_order'")]
    [InlineData("a_pending_payment_has_its_jobs", DeleteJobs)]
    [InlineData("a_pending_payment_has_its_jobs", $"{DeleteJobs} and kind = 'EXPIRE'")]
    [InlineData("stock_and_sold_pieces_add_up", """
        update products set stock = stock + 1
        where id in (select product_id from order_lines where order_id = ':paid_order')
        """)]
    [InlineData("an_ended_order_holds_no_stock",
        "update order_lines set holds_stock = true where order_id = ':refunded_order'")]
    [InlineData("an_ended_order_holds_no_stock",
        "update order_lines set holds_stock = false where order_id = ':paid_order'")]
    [InlineData("an_order_costs_its_lines", "update order_lines set quantity = 2 where order_id = ':paid_order'")]
    [InlineData("the_ledger_is_a_whole_chain",
        "update ledger_entries set amount_minor = 1 where payment_key = ':refunded' and seq = 2")]
    [InlineData("the_ledger_is_a_whole_chain",
        "delete from ledger_entries where payment_key = ':refunded' and seq = 2")]
    [InlineData("a_payment_is_what_its_ledger_says", "delete from ledger_entries where payment_key = ':paid'")]
    [InlineData("a_payment_is_what_its_ledger_says",
        "update payments set refund_reason = 'ORDER_ENDED' where key = ':refunded'")]
    [InlineData("a_payment_is_the_sum_of_its_refunds", "delete from refunds where payment_key = ':refunded'")]
    [InlineData("a_payment_is_the_sum_of_its_refunds",
        "update payments set refunding_minor = 1000 where key = ':paid'")]
    [InlineData("a_refund_that_succeeded_is_at_portone",
        "update refunds set cancellation_id = 'another' where payment_key = ':refunded'")]
    [InlineData("a_cancellation_of_the_shop_has_its_refund",
        "update refunds set status = 'REJECTED', refunded_at = null where payment_key = ':refunded'")]
    [InlineData("a_cancellation_of_the_shop_has_its_refund", "delete from refunds where payment_key = ':refunded'")]
    [InlineData("an_order_has_a_shopper", "update orders set shopper_id = gen_random_uuid() where id = ':paid_order'")]
    public Task Violation_in_the_database_is_found(string rule, string breaking) =>
        AssertFoundAsync(rule, breaking);

    [Theory]
    [InlineData("nothing_is_refunded_beyond_the_capture",
        $"{WithoutChecks} update payments set refunding_minor = 20001 where key = ':paid'")]
    [InlineData("no_refund_is_outstanding",
        "update payments set needs_bank_account = false where key = ':deposit'")]
    [InlineData("no_refund_is_outstanding", """
        insert into refunds select gen_random_uuid(), ':paid', 'SHOP', 'SENT', 1000, 0, 20000, 'PART', null, now()
        """)]
    [InlineData("every_report_is_handled",
        "insert into payment_jobs (payment_key, kind, due_at) values (':paid', 'RECONCILE', now() + interval '1 h')")]
    [InlineData("portone_holds_what_sold_orders_cost",
        "update payments set refunded_minor = 1000 where key = ':paid'")]
    public Task Violation_of_a_settled_payment_is_found(string rule, string breaking) =>
        AssertFoundAsync(rule, breaking, settled: true);

    [Theory]
    [InlineData("a_payment_is_captured_once", ":paid", "CAPTURE", 20_000)]
    [InlineData("a_sold_order_has_one_payment_of_its_amount", ":paid", "CAPTURE", 20_000)]
    [InlineData("a_capture_is_recorded_in_time", ":pending", "CAPTURE", 20_000)]
    [InlineData("nothing_is_refunded_beyond_the_capture", ":refunded", "CANCEL", 1)]
    [InlineData("a_captured_won_is_in_one_place", ":refunded", "CANCEL", -1)]
    [InlineData("a_capture_is_of_a_payment", "00000000000000000000000000000000", "CAPTURE", 1)]
    public Task Violation_in_PortOnes_ledger_is_found(string rule, string payment, string kind, long amount) =>
        AssertFoundAsync(rule, "select", entries => entries.Add(new JsonObject
        {
            ["kind"] = kind,
            ["paymentId"] = orders.WithIds(payment),
            ["cancellationId"] = kind == "CANCEL" ? Guid.NewGuid().ToString() : null,
            ["amount"] = amount,
            ["currency"] = "KRW",
            ["reason"] = "A test",
            ["at"] = DateTimeOffset.UtcNow.AddMinutes(-10),
        }));

    [Fact]
    public Task Refund_with_two_cancellations_is_found() => AssertFoundAsync(
        "a_refund_is_one_cancellation", "select", entries => entries.Add(entries.Single(entry =>
            (string?)entry!["kind"] == "CANCEL" && (string?)entry["paymentId"] == orders.WithIds(":refunded"))!
            .DeepClone()));

    private async Task AssertFoundAsync(
        string rule, string breaking, Action<JsonArray>? changeEntries = null, bool settled = false)
    {
        var invariants = new Invariants(shop);
        var providerEntries = await invariants.ProviderEntriesAsync();
        changeEntries?.Invoke(providerEntries);
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var breakRule = new NpgsqlCommand(
            $"set local session_replication_role = replica; {orders.WithIds(breaking)}", connection);
        await breakRule.ExecuteNonQueryAsync();

        var violated = await invariants.ViolatedAsync(
            connection, providerEntries, [.. orders.Keys, new string('0', 32)], settled);

        Assert.Contains(rule, violated.Select(violation => violation.Rule));
    }
}

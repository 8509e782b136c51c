using Npgsql;

namespace Shop.Tests.Payments;

/// <summary>The database refuses illegal writes about money to the service's role and accepts legal ones.</summary>
[Collection(RunningShop.Shared)]
public sealed class ConstraintTests(RunningShop shop, TamperingFixture money) : IClassFixture<TamperingFixture>
{
    [Theory]
    [MemberData(nameof(DatabaseWrites.All), MemberType = typeof(DatabaseWrites))]
    public Task Write_is_accepted_or_refused_by_its_constraint(string outcome, string sql) =>
        outcome == DatabaseWrites.Accepted ? money.AllowedAsync(sql) : money.RefusedAsync(sql, outcome);

    [Fact]
    public async Task Two_sessions_cannot_refund_more_than_was_captured()
    {
        var paid = await PaidAsync();
        var refund = $"""
            insert into refunds (
                id, payment_key, origin, status, amount_minor, reason, cancellation_id, requested_at, refunded_at)
            values (gen_random_uuid(), '{paid.PaymentKey}', 'OUTSIDE', 'SUCCEEDED', 15000, 'API',
                gen_random_uuid()::text, now(), now());
            update payments set refunded_minor = refunded_minor + 15000 where key = '{paid.PaymentKey}';
            {Entry(paid, "'REFUNDED', 'JOB', 15000, 'KRW', null, 'reference'")}
            """;

        Assert.Equal(["", "refunds_never_exceed_the_capture"], await RunBothAsync(refund, refund));
    }

    [Fact]
    public async Task Two_sessions_cannot_each_write_half_of_an_illegal_pair()
    {
        var paid = await PaidAsync();

        var refusals = await RunBothAsync(
            $"update orders set status = 'SHIPPED', shipped_at = now() where id = '{paid.OrderId}'",
            CancelPayment(paid));

        Assert.Equal(["payment_repeats_the_order_status", "payment_repeats_the_order_status"], refusals);
        Assert.Equal("READY PAID READY", await StatusesAsync(paid));
    }

    [Fact]
    public async Task One_of_two_sessions_that_ship_and_cancel_is_refused()
    {
        var paid = await PaidAsync();

        var refusals = await RunBothAsync(
            $"""
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{paid.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{paid.PaymentKey}';
            {Entry(paid, "'SHIPPED', 'OPERATOR', null, null, null, null")}
            """,
            $"""
            update orders set status = 'CANCELLED', ended_at = now() where id = '{paid.OrderId}';
            {CancelPayment(paid)}
            """);

        Assert.Single(refusals, refusal => refusal != "");
        Assert.Contains(
            await StatusesAsync(paid), new[] { "SHIPPED PAID SHIPPED", "CANCELLED REFUND_DUE CANCELLED" });
    }

    [Fact]
    public async Task Each_ledger_entry_has_the_hash_of_its_text_and_of_the_entry_before_it()
    {
        Assert.Equal((true, true), (await IsChainAsync("true"), await IsChainAsync("previous is not null")));

        Task<bool> IsChainAsync(string which) => shop.QuerySqlAsync<bool>($"""
            select bool_and(e.hash = sha256(coalesce(c.previous, ''::bytea) || convert_to(entry_text(e), 'UTF8')))
            from (
                select id, lag(hash) over (partition by payment_key order by seq) as previous from ledger_entries) c
            join ledger_entries e using (id) where {which}
            """);
    }

    // The writes of a shopper's cancel on the payment.
    private static string CancelPayment(OrderReply paid) => $"""
        update payments set status = 'REFUND_DUE', order_status = 'CANCELLED', refund_reason = 'CANCELLED_BY_SHOPPER'
        where key = '{paid.PaymentKey}';
        {Entry(paid, "'REFUND_REQUIRED', 'SHOPPER', 20000, 'KRW', 'CANCELLED_BY_SHOPPER', null")}
        """;

    private static string Entry(OrderReply paid, string values) => $"""
        insert into ledger_entries (payment_key, at, event, source, amount_minor, currency, reason, reference)
        values ('{paid.PaymentKey}', clock_timestamp(), {values})
        """;

    /// <summary>Commits both scripts concurrently; returns the constraints that refused them, "" for none.</summary>
    private async Task<IEnumerable<string>> RunBothAsync(string first, string second)
    {
        var results = await Task.WhenAll(new[] { first, second }.Select(
            sql => Record.ExceptionAsync(() => money.AllowedAsync(sql, keep: true)).AsTask()));
        return results.Cast<PostgresException?>()
            .Select(error => error?.ConstraintName ?? error?.Message ?? "").Order();
    }

    private Task<string> StatusesAsync(OrderReply order) => shop.QuerySqlAsync<string>($"""
        select o.status || ' ' || p.status || ' ' || p.order_status
        from orders o join payments p on p.order_id = o.id where o.id = '{order.OrderId}'
        """);

    private async Task<OrderReply> PaidAsync() =>
        (await shop.NewPaidOrderAsync(await shop.NewProductAsync(priceWon: 20_000))).Order;
}

using Npgsql;

namespace Shop.Tests.Payments;

/// <summary>Writes about payments that the database refuses to the service's role, and legal ones.</summary>
[Collection(RunningShop.Shared)]
public sealed class PaymentConstraintTests(RunningShop shop, TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string NotGranted = TamperingFixture.NotGranted;
    private const string Ledger = "payment_is_what_its_ledger_says";
    private const string Ready = "update orders set status = 'READY', ready_at = now() where id = :pending_order; ";
    private const string Paid = "update payments set status = 'PAID', order_status = 'READY', paid_at = now(), ";
    private const string Bought = Ready + Paid + "captured_minor = 20000, currency = 'KRW' where key = :pending; ";
    private const string Cancelled =
        "update orders set status = 'CANCELLED', ended_at = now() where id = :pending_order; "
        + "update order_lines set holds_stock = false where order_id = :pending_order; ";
    private const string Closed =
        Cancelled + "update payments set status = 'CLOSED', order_status = 'CANCELLED' where key = :pending; ";
    private const string RefundJob =
        "insert into payment_jobs (payment_key, kind, due_at) select unnest(array[:pending, :closed, :paid]), "
        + "'REFUND', now(); ";
    private const string Owed = RefundJob + "update payments set status = 'REFUND_DUE', order_status = 'CANCELLED', "
        + "captured_minor = 100, currency = 'KRW', paid_at = now(), refund_reason = ";
    private const string Event = TamperingFixture.Event;
    private const string GivenBack = TamperingFixture.GivenBack;
    private const string Unnamed = "insert into ledger_entries (at, payment_key, event, source, amount_minor, "
        + "currency) values (now(), :paid, ";
    private const string OwedLater = RefundJob
        + "update orders set status = 'CANCELLED', ended_at = now() where id = :paid_order; "
        + "update order_lines set holds_stock = false where order_id = :paid_order; "
        + "update payments set status = 'REFUND_DUE', order_status = 'CANCELLED', "
        + "refund_reason = 'CANCELLED_BY_SHOPPER' where key = :paid; ";
    private const string Unsent = TamperingFixture.Unsent;

    [Theory]
    [InlineData("update ledger_entries set amount_minor = 1 where payment_key = :paid")]
    [InlineData("delete from ledger_entries where payment_key = :paid")]
    [InlineData("truncate ledger_entries")]
    [InlineData(
        "insert into ledger_entries (payment_key, seq, at, event, source, hash) values (:paid, 9, now(), 'PAID', "
        + "'JOB', '')")]
    [InlineData(
        "insert into ledger_entries (payment_key, at, event, source, written_in) values (:paid, now(), 'DECLINED', "
        + "'JOB', '1')")]
    [InlineData("delete from payments where key = :paid")]
    [InlineData("delete from refunds where payment_key = :owed")]
    [InlineData("update payments set order_id = :paid_order where key = :pending")]
    [InlineData("update refunds set amount_minor = 1" + Unsent)]
    [InlineData("update refunds set origin = 'OUTSIDE'" + Unsent)]
    [InlineData("update refunds set payment_key = :paid" + Unsent)]
    [InlineData("alter table payments disable trigger all")]
    [InlineData("drop function payment_is_what_its_ledger_says() cascade")]
    [InlineData("set local session_replication_role = replica")]
    [InlineData("create temporary table ledger_entries (payment_key text)")]
    public Task Write_is_not_granted(string sql) => money.RefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData(
        "insert into payments (key, order_id, order_status, status) values ('ffffffffffffffffffffffffffffffff', "
        + ":pending_order, 'PENDING', 'PENDING')",
        "one_payment_per_order")]
    [InlineData(
        "insert into payments (key, order_id, order_status, status) values ('ffffffffffffffffffffffffffffffff', "
        + ":closed_order, 'CANCELLED', 'CLOSED')",
        "payment_starts_pending")]
    [InlineData("update payments set order_status = 'READY' where key = :pending", "payment_and_order_agree")]
    [InlineData(
        "update payments set status = 'CLOSED', order_status = 'SHIPPED' where key = :pending",
        "payment_and_order_agree")]
    [InlineData("update payments set captured_minor = 20000 where key = :pending", "capture_follows_the_status")]
    [InlineData(
        Paid + "captured_minor = 20000, currency = 'KRW' where key = :pending", "payment_repeats_the_order_status")]
    [InlineData(Ready + Paid + "captured_minor = 1, currency = 'KRW' where key = :pending", "capture_is_the_price")]
    [InlineData(Ready + Paid + "captured_minor = 20001, currency = 'KRW' where key = :pending", "capture_is_the_price")]
    [InlineData(Ready + Paid + "captured_minor = 20000, currency = 'USD' where key = :pending", "capture_is_the_price")]
    [InlineData(Ready + Paid + "captured_minor = null where key = :pending", "capture_is_the_price")]
    [InlineData(
        Paid + "captured_minor = 20000, currency = 'KRW', refund_reason = 'TEST_CHANNEL' where key = :pending",
        "only_a_refund_has_a_reason")]
    [InlineData(
        "update payments set status = 'PAID', order_status = 'READY', captured_minor = 20000, currency = 'KRW', "
        + "paid_at = 'infinity' where key = :pending",
        "capture_has_a_day")]
    [InlineData("update payments set status = 'PENDING' where key = :paid", "payment_moves_forward")]
    [InlineData(
        "update payments set status = 'CLOSED', order_status = 'CANCELLED' where key = :paid",
        "payment_moves_forward")]
    [InlineData("update payments set status = 'PAID' where key = :owed", "payment_moves_forward")]
    [InlineData("update payments set captured_minor = 1 where key = :owed", "capture_is_kept")]
    [InlineData("update payments set currency = 'USD' where key = :owed", "capture_is_kept")]
    [InlineData("update payments set paid_at = now() where key = :paid", "capture_is_kept")]
    [InlineData("update payments set refund_reason = 'TEST_CHANNEL' where key = :owed", "refund_reason_is_kept")]
    [InlineData("update payments set refund_reason = null where key = :owed", "refund_reason_is_kept")]
    [InlineData("update payments set refund_reason = 'TEST_CHANNEL' where key = :paid", "refund_reason_is_kept")]
    [InlineData(Cancelled + Owed + "'a whim' where key = :pending", "refund_reason_is_known")]
    [InlineData(Cancelled + Owed + "null where key = :pending", "due_refund_has_a_reason")]
    [InlineData("update payments set refunded_minor = 20001 where key = :paid", "refunds_never_exceed_the_capture")]
    [InlineData("update payments set refunded_minor = 1 where key = :pending", "refunds_never_exceed_the_capture")]
    [InlineData("update payments set refunded_minor = 2999 where key = :owed", "refunded_never_shrinks")]
    [InlineData(
        "update payments set needs_account = true where key = :pending", "only_captured_money_needs_an_account")]
    [InlineData(
        "update payments set status = 'REFUND_DUE', refund_reason = 'CANCELLED_BY_SHOP' where key = :paid",
        "payment_and_order_agree")]
    public Task Impossible_payment_is_refused(string sql, string because) => money.RefusedAsync(sql, because);

    [Theory]
    [InlineData(Bought)]
    [InlineData(Bought + Event + ":pending, 'PAID', 'JOB', 1, 'KRW', null)")]
    [InlineData(Bought + Event + ":pending, 'PAID', 'JOB', 20000, 'USD', null)")]
    [InlineData(Bought + Event + ":pending, 'DECLINED', 'JOB', null, null, null)")]
    [InlineData(Bought + Event + ":pending, 'REFUND_DUE', 'JOB', 20000, 'KRW', 'TEST_CHANNEL')")]
    [InlineData(Closed)]
    [InlineData(Closed + Event + ":pending, 'DECLINED', 'JOB', null, null, null)")]
    [InlineData(Cancelled + Owed + "'AMOUNT_DIFFERS' where key = :pending")]
    [InlineData(
        Cancelled + Owed + "'AMOUNT_DIFFERS' where key = :pending; " + Event
        + ":pending, 'REFUND_DUE', 'JOB', 100, 'KRW', 'TEST_CHANNEL')")]
    [InlineData(GivenBack + "update payments set refunded_minor = 5 where key = :paid")]
    [InlineData(
        GivenBack + "update payments set refunded_minor = 5 where key = :paid; " + Event
        + ":paid, 'REFUNDED', 'JOB', 4, 'KRW', null)")]
    [InlineData(
        RefundJob
        + "insert into refunds values (gen_random_uuid(), :paid, 'SHOP', 'PENDING', 5, 0, 20000, 'X', null, now()); "
        + "update payments set refunding_minor = 5 where key = :paid")]
    [InlineData("update payments set refunding_minor = 0 where key = :owed")]
    [InlineData("update payments set refunded_minor = 5 where key = :paid")]
    [InlineData(Event + ":pending, 'PAID', 'JOB', 20000, 'KRW', null)")]
    [InlineData(Event + ":paid, 'REFUNDED', 'JOB', 5, 'KRW', null)")]
    [InlineData(Event + ":paid, 'CLOSED', 'JOB', null, null, null)")]
    [InlineData(OwedLater)]
    [InlineData(OwedLater + Event + ":paid, 'REFUND_REQUIRED', 'SHOPPER', 20000, 'KRW', 'CANCELLED_BY_SHOP')")]
    [InlineData(Event + ":paid, 'REFUND_REQUIRED', 'SHOPPER', 20000, 'KRW', 'CANCELLED_BY_SHOPPER')")]
    public Task Payment_that_contradicts_its_ledger_is_refused(string sql) => money.RefusedAsync(sql, Ledger);

    [Theory]
    [InlineData(Event + ":paid, 'PAID', 'JOB', 20000, 'KRW', null)", "one_capture_per_payment")]
    [InlineData(Event + ":paid, 'REFUND_DUE', 'JOB', 20000, 'KRW', 'ORDER_ENDED')", "one_capture_per_payment")]
    [InlineData(Event + ":closed, 'CLOSED', 'JOB', null, null, null)", "one_close_per_payment")]
    [InlineData(
        Event + ":owed, 'REFUND_REQUIRED', 'JOB', 5, 'KRW', 'CANCELLED_BY_SHOP')", "one_full_refund_per_payment")]
    [InlineData(Event + ":paid, 'REFUND_REQUIRED', 'JOB', 5, 'KRW', null)", "full_refund_entry_has_a_reason")]
    [InlineData(Event + ":paid, 'REFUND_REQUIRED', 'JOB', null, null, 'ORDER_ENDED')", "money_entry_has_an_amount")]
    [InlineData(Event + ":paid, 'REFUND_OPENED', 'JOB', null, null, null)", "money_entry_has_an_amount")]
    [InlineData(Unnamed + "'REFUNDED', 'JOB', 5, 'KRW')", "refund_entry_names_its_refund")]
    [InlineData(Unnamed + "'REFUND_OPENED', 'JOB', 5, 'KRW')", "refund_entry_names_its_refund")]
    [InlineData(Unnamed + "'REFUND_REJECTED', 'JOB', 5, 'KRW')", "refund_entry_names_its_refund")]
    [InlineData(Event + ":pending, 'Kim paid', 'JOB', null, null, null)", "entry_kind_is_known")]
    [InlineData(Event + ":pending, 'DECLINED', 'Kim', null, null, null)", "entry_source_is_known")]
    [InlineData(Event + ":pending, 'REFUND_DUE', 'JOB', 1, 'KRW', 'Kim')", "entry_reason_is_known")]
    [InlineData(Event + ":paid, 'REFUNDED', 'JOB', null, null, null)", "money_entry_has_an_amount")]
    [InlineData(Event + ":paid, 'REFUNDED', 'JOB', -5, 'KRW', null)", "money_entry_has_an_amount")]
    [InlineData(Event + ":pending, 'DECLINED', 'JOB', 5, 'KRW', null)", "money_entry_has_an_amount")]
    [InlineData(Event + ":paid, 'REFUNDED', 'JOB', 5, 'KRW', 'TEST_CHANNEL')", "full_refund_entry_has_a_reason")]
    [InlineData(Event + ":pending, 'REFUND_DUE', 'JOB', 1, 'KRW', null)", "full_refund_entry_has_a_reason")]
    [InlineData(
        "insert into ledger_entries (payment_key, at, event, source) values (:pending, now() - interval '1 day', "
        + "'DECLINED', 'JOB')",
        "entry_is_recorded_when_it_happens")]
    public Task Impossible_ledger_entry_is_refused(string sql, string because) => money.RefusedAsync(sql, because);

    [Theory]
    [InlineData(Bought + Event + ":pending, 'PAID', 'JOB', 20000, 'KRW', null)")]
    [InlineData(Closed + Event + ":pending, 'CLOSED', 'JOB', null, null, null)")]
    [InlineData(
        Cancelled + Owed + "'AMOUNT_DIFFERS' where key = :pending; " + Event
        + ":pending, 'REFUND_DUE', 'JOB', 100, 'KRW', 'AMOUNT_DIFFERS')")]
    [InlineData(
        Owed + "'ORDER_ENDED' where key = :closed; " + Event
        + ":closed, 'REFUND_DUE', 'JOB', 100, 'KRW', 'ORDER_ENDED')")]
    [InlineData(
        GivenBack + "update payments set refunded_minor = 5 where key = :paid; " + Event
        + ":paid, 'REFUNDED', 'RECONCILIATION', 5, 'KRW', null)")]
    [InlineData(Event + ":paid, 'MISMATCH', 'RECONCILIATION', 1, 'KRW', null)")]
    [InlineData(OwedLater + Event + ":paid, 'REFUND_REQUIRED', 'SHOPPER', 20000, 'KRW', 'CANCELLED_BY_SHOPPER')")]
    [InlineData("update payments set needs_account = false where key = :owed")]
    public Task Possible_payment_is_allowed(string sql) => money.AllowedAsync(sql);

    [Theory]
    [InlineData("update ledger_entries set amount_minor = 1", "ledger_is_kept")]
    [InlineData("delete from ledger_entries", "ledger_is_kept")]
    [InlineData("truncate ledger_entries", "ledger_is_kept")]
    [InlineData("update payments set order_id = :closed_order where key = :paid", "payment_keeps_its_order")]
    [InlineData("update refunds set amount_minor = 1" + Unsent, "refund_is_sent_as_it_was_written")]
    [InlineData("update refunds set payment_key = :paid" + Unsent, "refund_is_sent_as_it_was_written")]
    public Task Owner_is_refused_too(string sql, string because) => money.RefusedToTheOwnerAsync(sql, because);

    // Grants temporary tables first. They precede other tables in the search path, but not in the schema's functions.
    [Fact]
    public Task Temporary_table_does_not_shadow_the_real_one() => money.RefusedToTheOwnerAsync(
        """
        do $$ begin execute format('grant temporary on database %I to commerce_service', current_database()); end $$;
        set local role commerce_service;
        create temporary table orders as select id, 1::bigint as total_won from public.orders;
        """
        + "update public.orders set status = 'READY', ready_at = now() where id = :pending_order; "
        + "update public.payments set status = 'PAID', order_status = 'READY', captured_minor = 1, currency = 'KRW', "
        + "paid_at = now() where key = :pending",
        "capture_is_the_price");

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
            insert into ledger_entries (payment_key, at, event, source, amount_minor, currency, reference)
            values ('{paid.PaymentKey}', clock_timestamp(), 'REFUNDED', 'JOB', 15000, 'KRW', 'reference')
            """;

        var tries = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => ExceptionOfAsync(refund)));

        var refusal = (PostgresException)tries.Single(refused => refused is not null)!;
        Assert.Equal("refunds_never_exceed_the_capture", refusal.ConstraintName);
    }

    [Fact]
    public async Task Two_sessions_cannot_each_write_half_of_an_illegal_pair()
    {
        var paid = await PaidAsync();
        var sends = $"update orders set status = 'SHIPPED', shipped_at = now() where id = '{paid.OrderId}'";
        var tries = await Task.WhenAll(new[] { sends, CancelSql(paid) }.Select(ExceptionOfAsync));

        Assert.All(tries, refused => Assert.Equal(
            "payment_repeats_the_order_status", Assert.IsType<PostgresException>(refused).ConstraintName));
        Assert.Equal("READY PAID READY", await shop.CommerceAsync<string>($"""
            select o.status || ' ' || p.status || ' ' || p.order_status
            from orders o join payments p on p.order_id = o.id where o.id = '{paid.OrderId}'
            """));
    }

    [Fact]
    public async Task One_of_two_sessions_that_ship_and_cancel_is_refused()
    {
        var paid = await PaidAsync();
        var sends = $"""
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{paid.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{paid.PaymentKey}';
            insert into ledger_entries (payment_key, at, event, source)
            values ('{paid.PaymentKey}', clock_timestamp(), 'SHIPPED', 'OPERATOR')
            """;
        var cancels = $"""
            update orders set status = 'CANCELLED', ended_at = now() where id = '{paid.OrderId}';
            {CancelSql(paid)}
            """;

        var tries = await Task.WhenAll(new[] { sends, cancels }.Select(ExceptionOfAsync));

        Assert.IsType<PostgresException>(Assert.Single(tries, refused => refused is not null));
        Assert.Contains(
            await shop.CommerceAsync<string>($"""
                select o.status || ' ' || p.status || ' ' || p.order_status
                from orders o join payments p on p.order_id = o.id where o.id = '{paid.OrderId}'
                """),
            new[] { "SHIPPED PAID SHIPPED", "CANCELLED REFUND_DUE CANCELLED" });
    }

    [Fact]
    public async Task Ledger_chain_is_the_hash_of_its_rows()
    {
        var paid = await PaidAsync();

        Assert.True(await shop.CommerceAsync<bool>($"""
            select bool_and(e.hash = sha256(coalesce(c.previous, ''::bytea) || convert_to(entry_text(e), 'UTF8')))
            from (
                select id, lag(hash) over (order by seq) as previous
                from ledger_entries where payment_key = '{paid.PaymentKey}') c
            join ledger_entries e using (id)
            """));
    }

    // The writes of a shopper's cancel on the payment.
    private static string CancelSql(OrderReply paid) => $"""
        update payments set status = 'REFUND_DUE', order_status = 'CANCELLED', refund_reason = 'CANCELLED_BY_SHOPPER'
        where key = '{paid.PaymentKey}';
        insert into ledger_entries (payment_key, at, event, source, amount_minor, currency, reason)
        values ('{paid.PaymentKey}', clock_timestamp(), 'REFUND_REQUIRED', 'SHOPPER', 20000, 'KRW',
            'CANCELLED_BY_SHOPPER')
        """;

    private async Task<Exception?> ExceptionOfAsync(string sql) =>
        await Record.ExceptionAsync(() => money.AllowedAsync(sql, keep: true));

    private async Task<OrderReply> PaidAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync(priceWon: 20_000));
        await shopper.ReturnsFromAsync(order);
        return order;
    }
}

using Npgsql;
using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>
/// What the database refuses to the service itself, as somebody with psql and the service's role would try it.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class RefusedWrites(RunningShop shop)
{
    private const string NotGranted = PostgresErrorCodes.InsufficientPrivilege;
    private const string Another = "'ffffffffffffffffffffffffffffffff'";
    private const string JustNow = "now(), now()";

    [Theory]
    [InlineData("update payment_events set amount_minor = 1 where payment_key = :paid", NotGranted)]
    [InlineData("delete from payment_events where payment_key = :paid", NotGranted)]
    [InlineData("truncate payment_events", NotGranted)]
    [InlineData(
        "insert into payment_events (payment_key, seq, at, event, reporter, hash) values (:paid, 9, now(), 'PAID', "
        + "'SWEEP', '')",
        NotGranted)]
    [InlineData("delete from payments where key = :paid", NotGranted)]
    [InlineData("delete from orders where id = :paid_order", NotGranted)]
    [InlineData("update orders set total_won = 1 where id = :paid_order", NotGranted)]
    [InlineData("update order_lines set price_won = 1 where order_id = :paid_order", NotGranted)]
    [InlineData("update products set price_won = 1", NotGranted)]
    [InlineData("alter table payments disable trigger all", NotGranted)]
    [InlineData(
        "insert into payments (key, order_id, order_status, status) values (" + Another + ", :pending_order, "
        + "'PENDING', 'PENDING')",
        "one_payment_per_order")]
    [InlineData("update products set stock = -1", "stock_is_never_negative")]
    [InlineData("update payments set order_status = 'READY' where key = :pending", "payment_and_order_agree")]
    [InlineData(
        "update payments set status = 'PAID', order_status = 'READY' where key = :pending",
        "capture_follows_the_status")]
    [InlineData(
        "update payments set status = 'PAID', order_status = 'READY', captured_minor = 1, currency = 'KRW', paid_at "
        + "= now() where key = :pending",
        "payment_repeats_the_order_status")]
    [InlineData(
        "update orders set status = 'READY', ready_at = now() where id = :pending_order",
        "payment_repeats_the_order_status")]
    [InlineData(
        "update orders set status = 'CANCELLED', ended_at = now() where id = :paid_order",
        "payment_repeats_the_order_status")]
    [InlineData("update orders set status = 'PENDING' where id = :paid_order", "order_moves_forward")]
    [InlineData("update orders set status = 'EXPIRED', ended_at = now() where id = :paid_order", "order_moves_forward")]
    [InlineData("update orders set status = 'DELIVERED' where id = :paid_order", "order_moves_forward")]
    [InlineData("update payments set status = 'PENDING' where key = :paid", "payment_moves_forward")]
    [InlineData(
        "update payments set status = 'CANCELLED', order_status = 'CANCELLED' where key = :paid",
        "payment_moves_forward")]
    [InlineData("update payments set captured_minor = 1 where key = :paid", "capture_is_kept")]
    [InlineData("update payments set paid_at = now() where key = :paid", "capture_is_kept")]
    [InlineData("update payments set refunded_minor = 20001 where key = :paid", "refunds_never_exceed_the_capture")]
    [InlineData("update payments set refunded_minor = 1 where key = :pending", "refunds_never_exceed_the_capture")]
    [InlineData("update payments set refunded_minor = 5 where key = :paid", "refunds_add_up")]
    [InlineData(
        "insert into refunds values (gen_random_uuid(), :paid, 'OUTSIDE', 'SUCCEEDED', 5, 0, null, 'API', 'c1', "
        + "" + JustNow + ")",
        "refunds_add_up")]
    [InlineData(
        "insert into refunds values (gen_random_uuid(), :paid, 'SHOP', 'SUCCEEDED', 5, 0, 20000, 'X', 'c1', "
        + "" + JustNow + ")",
        "refund_is_written_before_it_is_sent")]
    [InlineData(
        "insert into order_lines select order_id, 9, :other_product, name_ko, name_en, image_url, 1, 1 from "
        + "order_lines where order_id = :paid_order",
        "order_lines_add_up")]
    public async Task Refused(string sql, string because)
    {
        var (pending, paid, other) = await ArrangeAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => AsTheServiceAsync(sql
            .Replace(":pending_order", $"'{pending.OrderId}'").Replace(":pending", $"'{pending.PaymentKey}'")
            .Replace(":paid_order", $"'{paid.OrderId}'").Replace(":paid", $"'{paid.PaymentKey}'")
            .Replace(":other_product", $"{other.Id}")));

        Assert.Equal(because, because == NotGranted ? refusal.SqlState : refusal.ConstraintName);
    }

    [Theory]
    [InlineData("update payment_events set amount_minor = 1")]
    [InlineData("delete from payment_events")]
    [InlineData("truncate payment_events")]
    public async Task The_owner_of_the_tables_cannot_change_the_ledger_either(string sql)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => shop.CommerceAsync(sql));

        Assert.Equal("ledger_is_kept", refusal.ConstraintName);
    }

    [Fact]
    public async Task Two_sessions_cannot_give_back_more_than_was_captured_between_them()
    {
        var (_, paid, _) = await ArrangeAsync();
        var refund = $"""
            insert into refunds (
                id, payment_key, origin, status, amount_minor, reason, cancellation_id, requested_at, refunded_at)
            values (gen_random_uuid(), '{paid.PaymentKey}', 'OUTSIDE', 'SUCCEEDED', 15000, 'API',
                gen_random_uuid()::text, now(), now());
            update payments set refunded_minor = refunded_minor + 15000 where key = '{paid.PaymentKey}';
            insert into payment_events (payment_key, at, event, reporter, amount_minor, currency)
            values ('{paid.PaymentKey}', clock_timestamp(), 'GIVEN_BACK', 'SWEEP', 15000, 'KRW')
            """;

        var tries = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Record.ExceptionAsync(() => AsTheServiceAsync(refund))));

        var refusal = (PostgresException)tries.Single(refused => refused is not null)!;
        Assert.Equal("refunds_never_exceed_the_capture", refusal.ConstraintName);
    }

    [Fact]
    public async Task An_order_that_commits_long_after_Account_was_asked_is_refused()
    {
        var (pending, _, _) = await ArrangeAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => AsTheServiceAsync($"""
            insert into orders (id, shopper_id, status, total_won, shipping, account_asked_at, placed_at, expires_at)
            select gen_random_uuid(), shopper_id, status, total_won, shipping, now() - interval '9 seconds',
                placed_at, expires_at
            from orders where id = '{pending.OrderId}'
            """));

        Assert.Equal("order_follows_account_within_8_s", refusal.ConstraintName);
    }

    [Fact]
    public async Task The_ledgers_chain_is_the_hash_of_its_rows()
    {
        var (_, paid, _) = await ArrangeAsync();

        Assert.True(await shop.CommerceAsync<bool>($"""
            select bool_and(e.hash = sha256(coalesce(c.previous, ''::bytea) || convert_to(event_text(e), 'UTF8')))
            from (
                select id, lag(hash) over (order by seq) as previous
                from payment_events where payment_key = '{paid.PaymentKey}') c
            join payment_events e using (id)
            """));
    }

    private async Task<(OrderReply Pending, OrderReply Paid, Product Other)> ArrangeAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(priceWon: 20_000);
        var paid = await shopper.OrdersAndPaysAsync(product);
        await shopper.ReturnsFromAsync(paid);
        return (await shopper.OrdersAsync(product), paid, await shop.NewProductAsync());
    }

    private async Task AsTheServiceAsync(string sql)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"set local role commerce_service; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}

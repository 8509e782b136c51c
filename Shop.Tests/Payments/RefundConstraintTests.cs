namespace Shop.Tests.Payments;

/// <summary>Writes about refunds that the database refuses to the service's role, and legal ones.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefundConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string Event = TamperingFixture.Event;
    private const string GivenBack = TamperingFixture.GivenBack;
    private const string Unsent = TamperingFixture.Unsent;
    private const string Opened =
        "insert into payment_jobs (payment_key, kind, due_at) values (:paid, 'REFUND', now()); "
        + "insert into refunds values (gen_random_uuid(), :paid, 'SHOP', 'PENDING', 5, 0, 20000, 'X', null, now()); "
        + "update payments set refunding_minor = 5 where key = :paid; "
        + Event + ":paid, 'REFUND_OPENED', 'JOB', 5, 'KRW', null); ";
    private const string Succeeded = " where payment_key = :owed and status = 'SUCCEEDED'";
    private const string Refused = " where payment_key = :owed and status = 'REJECTED'";

    [Theory]
    [InlineData(
        "update payments set refunded_minor = 5 where key = :paid; " + Event
        + ":paid, 'REFUNDED', 'JOB', 5, 'KRW', null)",
        "refunds_add_up")]
    [InlineData(GivenBack, "refunds_add_up")]
    [InlineData("update refunds set status = 'REJECTED'" + Unsent, "refunds_add_up")]
    [InlineData(
        "insert into refunds values (gen_random_uuid(), :paid, 'SHOP', 'SUCCEEDED', 5, 0, 20000, 'X', 'c1', now(), "
        + "now())",
        "refund_is_stored_before_it_is_sent")]
    [InlineData(
        "insert into refunds values (gen_random_uuid(), :owed, 'SHOP', 'PENDING', 5, 0, 16000, 'X', null, now())",
        "one_open_refund_per_payment")]
    [InlineData(
        "insert into refunds values (gen_random_uuid(), :paid, 'SHOP', 'PENDING', 5, 0, 4, 'X', null, now())",
        "refund_of_the_shop_freezes_the_balance")]
    [InlineData("update refunds set status = 'PENDING', refunded_at = null" + Succeeded, "ended_refund_is_kept")]
    [InlineData(
        "update refunds set cancellation_id = 'x', refunded_at = now() + interval '1 year'" + Succeeded,
        "ended_refund_is_kept")]
    [InlineData("update refunds set refunded_at = now()" + Succeeded, "ended_refund_is_kept")]
    [InlineData("update refunds set status = 'SENT'" + Refused, "ended_refund_is_kept")]
    [InlineData("update refunds set cancellation_id = 'x'" + Refused, "ended_refund_is_kept")]
    [InlineData(
        "update refunds set status = 'SUCCEEDED', refunded_at = now()" + Unsent,
        "succeeded_refund_has_its_cancellation")]
    [InlineData(
        "update refunds set status = 'SUCCEEDED', cancellation_id = 'x', refunded_at = 'infinity'" + Unsent,
        "refund_has_a_day")]
    [InlineData("update refunds set refunded_at = now()" + Unsent, "refund_time_follows_its_status")]
    [InlineData(
        "update refunds set status = 'REQUESTED', cancellation_id = 'x'" + Unsent + "; "
        + "update refunds set cancellation_id = 'y' where cancellation_id = 'x'",
        "refund_keeps_its_cancellation")]
    [InlineData(
        "update refunds set status = 'SENT'" + Unsent + "; "
        + "update refunds set status = 'PENDING' where payment_key = :owed and status = 'SENT'",
        "refund_moves_forward")]
    public Task Impossible_refund_is_refused(string sql, string because) => money.RefusedAsync(sql, because);

    [Theory]
    [InlineData(Opened)]
    [InlineData(
        Opened + "update refunds set status = 'REJECTED' where payment_key = :paid; "
        + "update payments set refunding_minor = 0 where key = :paid; " + Event
        + ":paid, 'REFUND_REJECTED', 'JOB', 5, 'KRW', null)")]
    [InlineData("update refunds set status = 'SENT'" + Unsent)]
    [InlineData(
        "update refunds set status = 'SUCCEEDED', cancellation_id = 'x', refunded_at = now()" + Unsent + "; "
        + "update payments set refunding_minor = 0, refunded_minor = 4000 where key = :owed; " + Event
        + ":owed, 'REFUNDED', 'JOB', 1000, 'KRW', null)")]
    public Task Possible_refund_is_allowed(string sql) => money.AllowedAsync(sql);
}

using Shop.Tests.Payments;

namespace Shop.Tests.Disputes;

/// <summary>Writes about disputes that the database refuses to the service's login.</summary>
[Collection(RunningShop.Shared)]
public sealed class DisputeConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string Dispute =
        "insert into payment_disputes (payment_key, id, status, opened_at, resolved_at) values ";

    [Theory]
    [InlineData("delete from payment_disputes")]
    [InlineData("truncate payment_disputes")]
    [InlineData("update payment_disputes set id = 'another'")]
    [InlineData("update payment_disputes set payment_key = :paid")]
    [InlineData("update payment_disputes set opened_at = now()")]
    [InlineData(
        "insert into payment_disputes (payment_key, id, status, opened_at, recorded_at) "
        + "values (:paid, 'd', 'UNRESOLVED', now(), now())")]
    public Task Recorded_dispute_keeps_its_payment_id_and_times(string sql) =>
        money.RefusedAsync(sql, TamperingFixture.NotGranted);

    [Theory]
    [InlineData(Dispute + "(repeat('f', 32), 'd', 'UNRESOLVED', now(), null)", "dispute_is_of_a_payment")]
    [InlineData(Dispute + "(:paid, '', 'UNRESOLVED', now(), null)", "dispute_has_an_id")]
    [InlineData(Dispute + "(:paid, 'd', 'RESOLVED', now(), null)", "resolved_dispute_has_a_time")]
    [InlineData(Dispute + "(:paid, 'd', 'UNRESOLVED', now(), now())", "resolved_dispute_has_a_time")]
    [InlineData(
        Dispute + "(:paid, 'd', 'UNRESOLVED', now(), null), (:paid, 'd', 'UNRESOLVED', now(), null)",
        "one_dispute_per_id")]
    public Task Impossible_dispute_is_refused(string sql, string because) => money.RefusedAsync(sql, because);
}

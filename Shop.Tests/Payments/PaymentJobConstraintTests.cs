namespace Shop.Tests.Payments;

/// <summary>Writes about jobs and webhooks that the database refuses to the service's role, and legal ones.</summary>
[Collection(RunningShop.Shared)]
public sealed class PaymentJobConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string NotGranted = TamperingFixture.NotGranted;
    private const string AnotherWebhook = "insert into webhooks (id, type, body) values ('of an attempt', 'T', '{}'); ";

    [Theory]
    [InlineData("truncate payment_jobs")]
    [InlineData("update payment_jobs set kind = 'CHECK' where payment_key = :owed")]
    [InlineData("update payment_jobs set payment_key = :paid where payment_key = :owed")]
    [InlineData("update payment_jobs set id = default where payment_key = :owed")]
    [InlineData("alter table payment_jobs disable trigger all")]
    [InlineData("drop trigger payment_has_its_jobs on payments")]
    public Task Jobs_cannot_be_moved_to_another_payment(string sql) => money.RefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData("delete from payment_jobs where payment_key = :owed")]
    [InlineData("delete from payment_jobs where payment_key = :pending and kind = 'CHECK'")]
    [InlineData("delete from payment_jobs where payment_key = :pending and kind = 'EXPIRE'")]
    public Task Job_that_is_needed_cannot_be_deleted(string sql) => money.RefusedAsync(sql, "payment_has_its_jobs");

    [Theory]
    [InlineData("update webhooks set body = '{}' where id = :webhook")]
    [InlineData("update webhooks set payment_key = :paid where id = :webhook")]
    [InlineData("update webhooks set received_at = now() where id = :old_webhook")]
    [InlineData("insert into webhooks (id, body, received_at) values ('x', '', now() - interval '2 years')")]
    [InlineData("truncate webhooks")]
    public Task Stored_webhook_cannot_be_changed(string sql) => money.RefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData("update payment_jobs set attempts = -1 where payment_key = :owed", "job_attempts_are_never_negative")]
    [InlineData("insert into payment_jobs (payment_key, kind, due_at) values (:paid, 'FORGET', now())",
        "job_kind_is_known")]
    [InlineData(
        "insert into payment_jobs (payment_key, kind, due_at, source) values (:paid, 'CHECK', now(), 'SHOPPER')",
        "job_source_is_known")]
    [InlineData("insert into payment_jobs (payment_key, kind, due_at) values (repeat('f', 32), 'CHECK', now())",
        "job_is_of_a_payment")]
    [InlineData("insert into webhooks (id, body) values (:webhook, 'another')", "webhook_is_stored_once")]
    [InlineData("insert into webhooks (id, body) values ('', '')", "webhook_id_has_a_limit")]
    [InlineData("insert into webhooks (id, body) values (repeat('x', 201), '')", "webhook_id_has_a_limit")]
    [InlineData("insert into webhooks (id, body) values ('x', repeat('x', 65537))", "webhook_body_has_a_limit")]
    [InlineData("delete from webhooks where id = :webhook", "webhook_is_kept_for_a_year")]
    public Task Impossible_job_or_webhook_is_refused(string sql, string because) => money.RefusedAsync(sql, because);

    [Fact]
    public Task Owner_is_refused_too() => money.RefusedToTheOwnerAsync(
        "delete from webhooks where id = :webhook", "webhook_is_kept_for_a_year");

    [Theory]
    [InlineData(
        "update payment_jobs set due_at = now() + interval '1 hour', attempts = attempts + 1, claimed_until = null "
        + "where payment_key = :owed")]
    [InlineData("update payment_jobs set claimed_until = now() + interval '3 minutes' where payment_key = :pending")]
    [InlineData("insert into payment_jobs (payment_key, kind, due_at) values (:paid, 'RECONCILE', now()); "
        + "delete from payment_jobs where payment_key = :paid")]
    [InlineData(AnotherWebhook + "insert into webhooks (id, body) values (:webhook, '') on conflict (id) do nothing")]
    [InlineData("delete from webhooks where id = :old_webhook")]
    public Task Write_of_the_worker_is_allowed(string sql) => money.AllowedAsync(sql);
}

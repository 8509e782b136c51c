namespace Shop.Tests.Payments;

/// <summary>Writes about jobs and webhooks that the database refuses to the service's role, and legal ones.</summary>
[Collection(RunningShop.Shared)]
public sealed class PaymentJobConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string NotGranted = TamperingFixture.NotGranted;
    private const string AnotherWebhook = "insert into webhooks (id, type, body) values ('of an attempt', 'T', '{}'); ";

    [Theory]
    [InlineData("delete from payment_tasks where payment_key = :owed")]
    [InlineData("truncate payment_tasks")]
    [InlineData("insert into payment_tasks (payment_key, task, due_at) values (:paid, 'REFUND', now())")]
    [InlineData("update payment_tasks set task = 'CHECK' where payment_key = :owed")]
    [InlineData("update payment_tasks set payment_key = :paid where payment_key = :owed")]
    [InlineData("update payment_tasks set since = now() where payment_key = :owed")]
    [InlineData("alter table payment_tasks disable trigger all")]
    [InlineData("drop trigger payment_makes_its_tasks on payments")]
    public Task Service_cannot_create_change_or_delete_jobs(string sql) => money.RefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData("update webhooks set body = '{}' where id = :webhook")]
    [InlineData("update webhooks set payment_key = :paid where id = :webhook")]
    [InlineData("update webhooks set received_at = now() where id = :old_webhook")]
    [InlineData("insert into webhooks (id, body, received_at) values ('x', '', now() - interval '2 years')")]
    [InlineData("insert into webhooks (id, body, handled_at) values ('x', '', now())")]
    [InlineData("truncate webhooks")]
    public Task Stored_webhook_cannot_be_changed(string sql) => money.RefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData("update payment_tasks set tries = -1 where payment_key = :owed", "tries_are_never_negative")]
    [InlineData("insert into webhooks (id, body) values (:webhook, 'another')", "webhooks_pkey")]
    [InlineData("insert into webhooks (id, body) values ('', '')", "webhook_id_has_a_limit")]
    [InlineData("insert into webhooks (id, body) values (repeat('x', 201), '')", "webhook_id_has_a_limit")]
    [InlineData("insert into webhooks (id, body) values ('x', repeat('x', 65537))", "webhook_body_has_a_limit")]
    [InlineData("delete from webhooks where id = :webhook", "webhook_is_kept_for_a_year")]
    [InlineData("update webhooks set handled_at = null where id = :old_webhook", "webhook_is_handled_once")]
    [InlineData("update webhooks set handled_at = now() where id = :old_webhook", "webhook_is_handled_once")]
    public Task Impossible_job_or_webhook_is_refused(string sql, string because) => money.RefusedAsync(sql, because);

    [Theory]
    [InlineData("update payment_tasks set task = 'FORGET' where payment_key = :owed", "task_is_known")]
    [InlineData(
        "insert into payment_tasks (payment_key, task, due_at) values (repeat('f', 32), 'CHECK', now())",
        "task_is_of_a_payment")]
    [InlineData("update webhooks set body = '{}' where id = :webhook", "webhook_is_kept_as_it_came")]
    [InlineData("update webhooks set received_at = now() where id = :old_webhook", "webhook_is_kept_as_it_came")]
    [InlineData("delete from webhooks where id = :webhook", "webhook_is_kept_for_a_year")]
    public Task Owner_is_refused_too(string sql, string because) => money.RefusedToTheOwnerAsync(sql, because);

    [Theory]
    [InlineData(
        "update payment_tasks set due_at = now() + interval '1 hour', tries = tries + 1, claimed_until = null "
        + "where payment_key = :owed")]
    [InlineData("update payment_tasks set claimed_until = now() + interval '3 minutes' where payment_key = :pending")]
    [InlineData(AnotherWebhook + "insert into webhooks (id, body) values (:webhook, '') on conflict (id) do nothing")]
    [InlineData(
        AnotherWebhook + "update webhooks set claimed_until = now(), tries = 1, due_at = now(), handled_at = now() "
        + "where id = 'of an attempt'")]
    [InlineData("delete from webhooks where id = :old_webhook")]
    public Task Write_of_the_sweep_is_allowed(string sql) => money.AllowedAsync(sql);
}

using Npgsql;
using Shop.Tests.Startup;

namespace Shop.Tests.Payments;

/// <summary>Webhooks that are concurrent with other reports, and old ones (others: PaymentScenarioTests).</summary>
[Collection(RunningShop.Shared)]
public sealed class WebhookTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Concurrent_redirect_and_webhook_settle_once()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await PayAsync(lamp);

        var replies = await Task.WhenAll(Enumerable.Range(0, 25).Select(async _ =>
        {
            var report = shopper.ReportAsync(order);
            await shop.SendWebhookAsync(order);
            return await report;
        }));
        await shop.WebhooksAreHandledAsync(order);

        Assert.All(replies, reply => Assert.Equal("200 PAID READY", reply));
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
        Assert.Equal(9, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Webhook_during_the_run_of_a_job_is_handled_by_another_run()
    {
        var (shopper, order) = await PayAsync();
        await using (var connection = await shop.CommerceDb.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand(
                $"select from orders where id = '{order.OrderId}' for update", connection);
            await hold.ExecuteNonQueryAsync();
            await shop.SendWebhookAsync(order);

            // The run of the first webhook has retrieved the payment and waits for the order.
            await Eventually.IsAsync(
                () => shop.QuerySqlAsync<long>($"""
                    select count(*) from pg_stat_activity where {connection.ProcessID} = any (pg_blocking_pids(pid))
                    """),
                waiting => waiting == 1);
            await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");
            await shop.SendWebhookAsync(order, "Transaction.Cancelled");
            await transaction.RollbackAsync();
        }

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("PAID,REFUNDED", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Webhooks_older_than_a_year_are_deleted_in_one_run()
    {
        const int MoreThanTwoBatches = 2_001;
        const string Never = "1.00:00:00";
        var (young, every) = (Webhook.NewId(), TimeSpan.FromSeconds(4));
        await shop.ExecuteSqlAsync($"""
            insert into webhooks (id, body, received_at)
              select 'old ' || n, '', now() - interval '2 years' from generate_series(1, {MoreThanTwoBatches}) n
              union all select '{young}', '', now() - interval '365 days'
            """);
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce",
            ("Money__DeleteWebhooksInterval", $"{every}"), ("Money__PollInterval", Never),
            ("Money__ReconcilePollInterval", Never), ("Money__CheckpointInterval", Never),
            ("Reconciliation__Interval", Never), ("Erasure__Interval", Never));

        await Eventually.IsAsync(OldCountAsync, left => left < MoreThanTwoBatches, TimeSpan.FromSeconds(60));
        await Eventually.IsAsync(OldCountAsync, left => left == 0, every * 1.5); // One batch per run would take longer.

        Assert.Equal(1, await shop.QuerySqlAsync<long>($"select count(*) from webhooks where id = '{young}'"));

        Task<long> OldCountAsync() => shop.QuerySqlAsync<long>("select count(*) from webhooks where id like 'old %'");
    }

    // The jobs are postponed, so only the test reports the payment.
    private async Task<(Shopper Shopper, OrderReply Order)> PayAsync(Product? product = null)
    {
        var (shopper, order) = await shop.NewOrderAsync(product);
        await shop.PostponeJobsAsync(order);
        await shopper.PayAsync(order);
        return (shopper, order);
    }
}

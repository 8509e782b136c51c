using Shop.Tests.Starting;

namespace Shop.Tests.Payments;

/// <summary>Webhooks are kept for a year. The test starts a Commerce that only deletes older ones.</summary>
[Collection(RunningShop.Shared)]
public sealed class WebhookRetentionTests(RunningShop shop)
{
    private const int MoreThanTwoBatches = 2_001;
    private const string Never = "1.00:00:00";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task All_expired_webhooks_are_deleted_in_one_run()
    {
        var young = Webhook.NewId();
        await shop.CommerceAsync($"""
            insert into webhooks (id, body, received_at)
              select 'old ' || n, '', now() - interval '2 years' from generate_series(1, {MoreThanTwoBatches}) n
              union all select '{young}', '', now() - interval '365 days'
            """);
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce",
            ("Money__DeleteWebhooksEvery", $"{Interval}"), ("Money__LookEvery", Never),
            ("Money__CheckpointEvery", Never),
            ("Reconciliation__Every", Never), ("Money__ReconcileEvery", Never), ("Erasure__Every", Never));

        await Eventually.IsAsync(OldCountAsync, left => left < MoreThanTwoBatches, TimeSpan.FromSeconds(60));
        // Less than two runs: one batch per run would take longer.
        await Eventually.IsAsync(OldCountAsync, left => left == 0, Interval * 1.5);

        Assert.Equal(1, await shop.CommerceAsync<long>($"select count(*) from webhooks where id = '{young}'"));
    }

    private Task<long> OldCountAsync() =>
        shop.CommerceAsync<long>("select count(*) from webhooks where id like 'old %'");
}

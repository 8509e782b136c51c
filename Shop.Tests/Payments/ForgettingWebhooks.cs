using Shop.Tests.Starting;

namespace Shop.Tests.Payments;

/// <summary>What PortOne reported is kept for a year. Then it goes, by a Commerce that does nothing else.</summary>
[Collection(RunningShop.Shared)]
public sealed class ForgettingWebhooks(RunningShop shop)
{
    private const int MoreThanTwoPortions = 2_001;
    private const string Never = "1.00:00:00";
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task All_that_is_older_goes_in_one_round_however_much_there_is()
    {
        var young = Webhook.NewId();
        await shop.CommerceAsync($"""
            insert into webhooks (id, body, received_at, handled_at)
              select 'old ' || n, '', now() - interval '2 years', now() from generate_series(1, {MoreThanTwoPortions}) n
              union all select '{young}', '', now() - interval '365 days', now()
            """);
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce",
            ("Money__ForgetEvery", $"{Round}"), ("Money__LookEvery", Never), ("Money__SealEvery", Never),
            ("Comparison__Every", Never), ("Withdrawals__LookEvery", Never));

        await Eventually.IsAsync(OldAsync, left => left < MoreThanTwoPortions, TimeSpan.FromSeconds(60));
        await Eventually.IsAsync(OldAsync, left => left == 0, Round * 1.5); // A portion a round would take two more.

        Assert.Equal(1, await shop.CommerceAsync<long>($"select count(*) from webhooks where id = '{young}'"));
    }

    private Task<long> OldAsync() => shop.CommerceAsync<long>("select count(*) from webhooks where id like 'old %'");
}

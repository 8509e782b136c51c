using Shop.Commerce.Payments;

namespace Shop.Tests.Payments;

/// <summary>How soon the shop looks at what nobody has reported, or somebody just has.</summary>
public sealed class HearingOfAWebhook
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_ring_is_heard_by_who_waits_now_and_not_by_those_who_gave_up()
    {
        var bell = new WebhookBell();
        for (var i = 0; i < 3; i++)
        {
            Assert.False(await bell.WaitAsync(Soon, CancellationToken.None));
        }

        bell.Ring();
        bell.Ring();

        Assert.True(await bell.WaitAsync(Long, CancellationToken.None));
        Assert.False(await bell.WaitAsync(Soon, CancellationToken.None));
    }

    [Fact]
    public void Without_any_report_an_order_is_looked_at_within_30_seconds_however_late_it_is_paid()
    {
        var settings = new MoneySettings();

        Assert.All(Enumerable.Range(0, 30), tries => Assert.InRange(
            settings.Again(tries, settings.CheckAtLeastEvery) + settings.LookEvery,
            TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }
}

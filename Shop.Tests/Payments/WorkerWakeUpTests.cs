using Shop.Commerce.Payments;

namespace Shop.Tests.Payments;

/// <summary>How soon workers run after a webhook, and without one.</summary>
public sealed class WorkerWakeUpTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Ring_wakes_the_current_waiter_and_not_the_expired_ones()
    {
        var bell = new WebhookBell();
        for (var i = 0; i < 3; i++)
        {
            Assert.False(await bell.WaitAsync(Short, CancellationToken.None));
        }

        bell.Ring();
        bell.Ring();

        Assert.True(await bell.WaitAsync(Long, CancellationToken.None));
        Assert.False(await bell.WaitAsync(Short, CancellationToken.None));
    }

    [Fact]
    public void Order_is_checked_within_30_seconds_after_any_number_of_tries()
    {
        var settings = new MoneySettings();

        Assert.All(Enumerable.Range(0, 30), tries => Assert.InRange(
            settings.RetryAfter(tries, settings.CheckAtLeastEvery) + settings.LookEvery,
            TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }
}

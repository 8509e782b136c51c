using Shop.Commerce.Jobs;
using Shop.Commerce.Payments;

namespace Shop.UnitTests.Payments;

public sealed class MoneySettingsTests
{
    private static readonly MoneySettings Settings = new();

    [Theory]
    [InlineData(0, "00:00:25", "00:00:05", 1)]
    [InlineData(2, "00:00:25", "00:00:20", 3)]
    [InlineData(3, "00:00:25", "00:00:25", 4)]
    [InlineData(100, "00:00:25", "00:00:25", 4)] // Above the limit the attempts no longer grow.
    [InlineData(4, "01:00:00", "00:01:20", 5)] // The first failure after many answered checks.
    [InlineData(10, "01:00:00", "01:00:00", 11)]
    [InlineData(100, "1.00:00:00", "1.00:00:00", 16)]
    [InlineData(100, "00:00:01", "00:00:01", 1)]
    public void Wait_doubles_up_to_its_limit(int attempts, string limit, string wait, int nextAttempts) =>
        Assert.Equal(
            new JobRetry(TimeSpan.Parse(wait), nextAttempts), Settings.RetryAfter(attempts, TimeSpan.Parse(limit)));
}

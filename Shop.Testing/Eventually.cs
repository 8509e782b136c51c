using System.Diagnostics;

namespace Shop.Testing;

/// <summary>Polls a condition until it holds or a deadline passes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Polls until the value satisfies the condition; fails with the last value at the deadline.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> ask, Func<T, bool> condition, TimeSpan? deadline = null)
    {
        var limit = deadline ?? Deadline;
        var answer = await OrLastAsync(ask, condition, limit);
        Assert.True(condition(answer), $"Not within {limit.TotalSeconds:0} s; the last value was {answer}");
        return answer;
    }

    /// <summary>Polls until the value satisfies the condition; returns the last value at the deadline.</summary>
    public static async Task<T> OrLastAsync<T>(Func<Task<T>> ask, Func<T, bool> condition, TimeSpan deadline)
    {
        var waited = Stopwatch.StartNew();
        using var pauses = new PeriodicTimer(Pause);
        while (true)
        {
            var answer = await ask();
            if (condition(answer) || waited.Elapsed > deadline)
            {
                return answer;
            }

            await pauses.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}

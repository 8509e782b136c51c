using System.Diagnostics;

namespace Shop.Tests;

/// <summary>Waits for a condition with a deadline, instead of for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer satisfies the condition; fails with the last one at the deadline.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> ask, Func<T, bool> condition, TimeSpan? deadline = null)
    {
        var limit = deadline ?? Deadline;
        var answer = await OrLastAsync(ask, condition, limit);
        Assert.True(condition(answer), $"Not within {limit.TotalSeconds:0} s; the last answer was {answer}");
        return answer;
    }

    /// <summary>Asks until the answer satisfies the condition; at the deadline returns the last one as it is.</summary>
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

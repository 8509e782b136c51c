using System.Diagnostics;

namespace Shop.Tests;

/// <summary>Waits for a condition with a deadline, instead of for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer satisfies the condition; fails with the last one at the deadline.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> ask, Func<T, bool> condition, TimeSpan? deadline = null)
    {
        var limit = deadline ?? TimeSpan.FromSeconds(15);
        var waited = Stopwatch.StartNew();
        using var pauses = new PeriodicTimer(Pause);
        while (true)
        {
            var answer = await ask();
            if (condition(answer))
            {
                return answer;
            }

            if (waited.Elapsed > limit)
            {
                Assert.Fail($"Not within {limit.TotalSeconds:0} s; the last answer was {answer}");
            }

            await pauses.WaitForNextTickAsync();
        }
    }
}

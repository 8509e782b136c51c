// Stands where the network between a merchant and the provider is.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Faults;

/// <summary>What becomes of one call.</summary>
public enum CallFate
{
    /// <summary>It is answered.</summary>
    Answered,

    /// <summary>It fails and has done nothing.</summary>
    FailsBeforeWork,

    /// <summary>It fails and has done everything.</summary>
    FailsAfterWork,

    /// <summary>It has done everything and the answer never comes.</summary>
    NeverAnswers,
}

/// <summary>Delays, breaks and loses calls as the fault settings say.</summary>
public sealed class FaultyNetwork(Bank bank, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    // Longer than any client should wait; after it the connection is cut, so that none is held for ever.
    private static readonly TimeSpan LongestHang = TimeSpan.FromMinutes(2);

    public static Reply FailureBeforeWork => Refusals.Broken(503, "The sandbox was told to fail before the work.");

    public static Reply FailureAfterWork => Refusals.Broken(500, "The sandbox was told to fail after the work.");

    public CallFate FateOf(HttpRequest request)
    {
        var faults = bank.Read(books => books.Faults);
        if (faults.ErrorRate + faults.TimeoutRate + faults.ErrorAfterCommitRate == 0 || !faults.Befall(request.Path))
        {
            return CallFate.Answered;
        }

        var chance = bank.Write(books => Dice.Next(books, $"{request.Method} {request.Path}"));
        return chance < faults.ErrorRate ? CallFate.FailsBeforeWork
            : chance < faults.ErrorRate + faults.TimeoutRate ? CallFate.NeverAnswers
            : chance < faults.ErrorRate + faults.TimeoutRate + faults.ErrorAfterCommitRate ? CallFate.FailsAfterWork
            : CallFate.Answered;
    }

    /// <summary>Not cut short when the caller hangs up: the work is done all the same.</summary>
    public async Task DelayAsync(HttpRequest request)
    {
        var faults = bank.Read(books => books.Faults);
        if (faults.LatencyMs > 0 && faults.Befall(request.Path))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(faults.LatencyMs), clock);
        }
    }

    /// <summary>Waits until the caller gives up, then cuts the connection.</summary>
    public async Task HangAsync(HttpContext http)
    {
        var gaveUp = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(() => gaveUp.TrySetResult());
        await using var stopping = lifetime.ApplicationStopping.Register(() => gaveUp.TrySetResult());
        await Task.WhenAny(gaveUp.Task, Task.Delay(LongestHang, clock));
        http.Abort();
    }
}

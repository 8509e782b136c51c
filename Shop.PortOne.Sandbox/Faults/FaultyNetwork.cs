// Simulates the network between a merchant and the provider. ApiEndpoint calls it for every request.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Faults;

/// <summary>The outcome of one call.</summary>
public enum CallFate
{
    /// <summary>The call is answered.</summary>
    Answered,

    /// <summary>The call fails before the work is done.</summary>
    FailsBeforeWork,

    /// <summary>The call fails after the work is done.</summary>
    FailsAfterWork,

    /// <summary>The work is done and the response never arrives.</summary>
    NeverAnswers,
}

/// <summary>Injects delays, errors and timeouts into calls as the fault settings say.</summary>
public sealed class FaultyNetwork(SandboxStore store, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    // Longer than any client's timeout. Afterwards the connection is closed, so that none stays open forever.
    private static readonly TimeSpan LongestHang = TimeSpan.FromMinutes(2);

    public static Reply FailureBeforeWork => Refusals.Broken(503, "The sandbox was told to fail before the work.");

    public static Reply FailureAfterWork => Refusals.Broken(500, "The sandbox was told to fail after the work.");

    public CallFate FateOf(HttpRequest request)
    {
        var faults = store.Read(state => state.Faults);
        if (faults.ErrorRate + faults.TimeoutRate + faults.ErrorAfterCommitRate == 0 || !faults.Befall(request.Path))
        {
            return CallFate.Answered;
        }

        var chance = store.Write(state => FaultInjector.Next(state, $"{request.Method} {request.Path}"));
        return chance < faults.ErrorRate ? CallFate.FailsBeforeWork
            : chance < faults.ErrorRate + faults.TimeoutRate ? CallFate.NeverAnswers
            : chance < faults.ErrorRate + faults.TimeoutRate + faults.ErrorAfterCommitRate ? CallFate.FailsAfterWork
            : CallFate.Answered;
    }

    /// <summary>Delays the call. A disconnecting client does not end the delay: the work is done regardless.</summary>
    public async Task DelayAsync(HttpRequest request)
    {
        var faults = store.Read(state => state.Faults);
        if (faults.LatencyMs > 0 && faults.Befall(request.Path))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(faults.LatencyMs), clock);
        }
    }

    /// <summary>Waits until the client disconnects, then closes the connection.</summary>
    public async Task HangAsync(HttpContext http)
    {
        var gaveUp = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(() => gaveUp.TrySetResult());
        await using var stopping = lifetime.ApplicationStopping.Register(() => gaveUp.TrySetResult());
        await Task.WhenAny(gaveUp.Task, Task.Delay(LongestHang, clock));
        http.Abort();
    }
}

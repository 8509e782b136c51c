// Counts the round trips of a process: its exchanges with the database and its calls to PortOne. The process can be
// killed before the n-th round trip is sent, or after it was processed but before its response arrives.
namespace Shop.Tests.Proof;

/// <summary>The point of a kill: before or after the n-th round trip.</summary>
internal sealed record CrashPoint(int RoundTrip, bool IsAfter);

/// <summary>One round trip. A query for due jobs has no crash point before it.</summary>
internal sealed record RoundTrip(string Label, bool IsLookingForWork = false)
{
    /// <summary>True for commits and cancel requests.</summary>
    public bool IsCritical => Label.StartsWith("commit", StringComparison.OrdinalIgnoreCase)
        || Label.Contains("/cancel", StringComparison.Ordinal);
}

/// <summary>The connection is closed because the process has been killed.</summary>
internal sealed class KilledException() : IOException("The process was killed at its crash point.");

/// <summary>Counts the round trips of one process during a flow, and kills it at the crash point.</summary>
internal sealed class RoundTrips(Func<Task> killAsync)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _workAllowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RoundTrip> _seen = [];
    private CrashPoint? _point;
    private bool _isCounting;

    /// <summary>Completes when the process has been killed.</summary>
    public Task Killed => _killed.Task;

    /// <summary>True once the crash point is reached, even while the process is still being killed.</summary>
    public bool HasReachedCrashPoint { get; private set; }

    public IReadOnlyList<RoundTrip> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Starts counting for a flow. Without a crash point the flow is only recorded.</summary>
    public void Begin(bool runsJobs, CrashPoint? point = null)
    {
        lock (_lock)
        {
            (_isCounting, _point) = (true, point);
            _seen.Clear();
        }

        if (runsJobs)
        {
            _workAllowed.TrySetResult();
        }
    }

    /// <summary>Stops counting at the end of a flow.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isCounting = false;
        }
    }

    /// <summary>Waits until a flow of a job begins. Before that, workers may not query for jobs.</summary>
    public async Task WaitForWorkAsync()
    {
        await Task.WhenAny(_workAllowed.Task, _killed.Task);
        if (HasReachedCrashPoint)
        {
            throw new KilledException();
        }
    }

    /// <summary>Called before a round trip is sent; returns its number, 0 if it is not counted.</summary>
    public async Task<int> BeforeAsync(RoundTrip roundTrip)
    {
        int number;
        lock (_lock)
        {
            if (_isCounting)
            {
                _seen.Add(roundTrip);
            }

            number = _isCounting ? _seen.Count : 0;
        }

        await KillIfReachedAsync(new(number, IsAfter: false));
        return number;
    }

    /// <summary>Called after a round trip was processed and before its response is forwarded.</summary>
    public Task AfterAsync(int number) => KillIfReachedAsync(new(number, IsAfter: true));

    private async Task KillIfReachedAsync(CrashPoint here)
    {
        if (!HasReachedCrashPoint && here.RoundTrip > 0 && here == _point)
        {
            HasReachedCrashPoint = true;
            await killAsync();
            _killed.TrySetResult();
        }

        if (HasReachedCrashPoint)
        {
            throw new KilledException();
        }
    }
}

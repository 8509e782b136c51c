// What a process says to the outside, one thing after the other: each exchange with its database, each call to PortOne.
// The process can be killed before the n-th of them leaves, and after it was done but before its answer arrives.
namespace Shop.Tests.Proof;

/// <summary>A place to die: before the n-th crossing, or after it.</summary>
internal sealed record CrashPoint(int Crossing, bool IsAfter);

/// <summary>One crossing; what is found out by looking for work has no "before" of its own.</summary>
internal sealed record Crossing(string Label, bool IsLookingForWork)
{
    /// <summary>Where money or an order becomes a fact.</summary>
    public bool IsDangerous => Label.StartsWith("commit", StringComparison.OrdinalIgnoreCase)
        || Label.Contains("/cancel", StringComparison.Ordinal);
}

/// <summary>The connection is cut: whoever was there has been killed.</summary>
internal sealed class KilledException() : IOException("The process was killed at its crash point.");

/// <summary>Counts the crossings of one process while a flow runs, and kills it at its point.</summary>
internal sealed class Crossings
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _maySweep = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Crossing> _seen = [];
    private CrashPoint? _point;
    private Func<Task>? _killAsync;
    private bool _isCounting;

    /// <summary>Ends when the process is dead.</summary>
    public Task Killed => _killed.Task;

    /// <summary>Until the flow that is killed is one of a worker's, no worker may look for anything.</summary>
    public async Task MaySweepAsync()
    {
        await Task.WhenAny(_maySweep.Task, _killed.Task);
        if (HasReachedItsPoint)
        {
            throw new KilledException();
        }
    }

    /// <summary>It is dead, or is being killed.</summary>
    public bool HasReachedItsPoint { get; private set; }

    public IReadOnlyList<Crossing> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>The flow begins now; without a point it is only watched.</summary>
    public void Begin(bool sweeps, CrashPoint? point, Func<Task> killAsync)
    {
        lock (_lock)
        {
            (_isCounting, _point, _killAsync) = (true, point, killAsync);
            _seen.Clear();
        }

        if (sweeps)
        {
            _maySweep.TrySetResult();
        }
    }

    /// <summary>The flow is over; what is said from now on is not part of it.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isCounting = false;
        }
    }

    /// <summary>Something is about to leave; returns its number.</summary>
    public async Task<int> LeaveAsync(Crossing crossing)
    {
        var number = Note(crossing);
        await DieAtAsync(new(number, IsAfter: false));
        return number;
    }

    /// <summary>It is done; its answer is not told yet.</summary>
    public Task ArriveAsync(int number) => DieAtAsync(new(number, IsAfter: true));

    private int Note(Crossing crossing)
    {
        lock (_lock)
        {
            if (!_isCounting)
            {
                return 0;
            }

            _seen.Add(crossing);
            return _seen.Count;
        }
    }

    private async Task DieAtAsync(CrashPoint here)
    {
        if (HasReachedItsPoint)
        {
            throw new KilledException();
        }

        if (here.Crossing > 0 && here == _point)
        {
            HasReachedItsPoint = true;
            await _killAsync!();
            _killed.TrySetResult();
            throw new KilledException();
        }
    }
}

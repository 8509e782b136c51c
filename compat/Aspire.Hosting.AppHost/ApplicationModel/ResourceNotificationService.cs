// What becomes of each instance is published here, and whoever waits for something is told when it comes true.
using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of a resource.</summary>
public static class KnownResourceStates
{
    /// <summary>Waits for what it depends on.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Runs; whether it is healthy is told beside.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>A container has ended; here, a database server.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>A process of a project has ended, however it came.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Could not be started, or a thing that it waits for could not.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The states that do not change by themselves.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>The state by name.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style);

/// <summary>A fact about an instance, such as its process id.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>An instance at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The state; null before the first start.</summary>
    public ResourceStateSnapshot? State { get; internal init; }

    /// <summary>Set while it runs.</summary>
    public HealthStatus? HealthStatus { get; internal init; }

    /// <summary>Set when its process has ended.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>Facts by name: <c>executable.pid</c>.</summary>
    public ImmutableArray<ResourcePropertySnapshot> Properties { get; internal init; } = [];
}

/// <summary>A change of an instance.</summary>
public sealed class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource => resource;

    /// <summary>The instance; replicas of one resource differ in it.</summary>
    public string ResourceId => resourceId;

    /// <summary>How it is now.</summary>
    public CustomResourceSnapshot Snapshot => snapshot;
}

/// <summary>Tells what becomes of the resources.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _latest = [];
    private readonly List<Waiter> _waiters = [];

    /// <summary>Waits until an instance is in the state.</summary>
    public async Task WaitForResourceAsync(
        string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        await WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until an instance is in one of the states; returns which.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet();
        var reached = await WaitForResourceAsync(resourceName, IsInOneOfThem, cancellationToken);
        return reached.Snapshot.State!.Text;

        bool IsInOneOfThem(ResourceEvent change) => change.Snapshot.State is { } state && states.Contains(state.Text);
    }

    /// <summary>Waits until the predicate holds for an instance.</summary>
    public Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, events => events.FirstOrDefault(predicate), cancellationToken);

    /// <summary>Waits until all instances run and are healthy; throws when one cannot become so any more.</summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, CancellationToken cancellationToken = default)
    {
        var reached = await WaitAsync(resourceName, Decided, cancellationToken);
        return IsHealthy(reached)
            ? reached
            : throw new DistributedApplicationException(
                $"'{resourceName}' does not become healthy: it is {reached.Snapshot.State!.Text}"
                + (reached.Snapshot.ExitCode is { } code ? $" with exit code {code}." : ".")
                + " Its last lines stand in the log.");

        static ResourceEvent? Decided(IReadOnlyList<ResourceEvent> events) => events.FirstOrDefault(IsOver)
            ?? (events.Count > 0 && events.All(IsHealthy) ? events[0] : null);

        static bool IsOver(ResourceEvent change) =>
            change.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

        static bool IsHealthy(ResourceEvent change) => change.Snapshot.HealthStatus == HealthStatus.Healthy;
    }

    internal void Publish(ResourceEvent change)
    {
        lock (_lock)
        {
            _latest[change.ResourceId] = change;
            _waiters.RemoveAll(waiter => waiter.IsSatisfiedBy(Of(waiter.ResourceName)));
        }
    }

    internal CustomResourceSnapshot? Latest(string resourceId)
    {
        lock (_lock)
        {
            return _latest.GetValueOrDefault(resourceId)?.Snapshot;
        }
    }

    private async Task<ResourceEvent> WaitAsync(
        string resourceName, Func<IReadOnlyList<ResourceEvent>, ResourceEvent?> decide, CancellationToken ct)
    {
        var waiter = new Waiter(resourceName, decide);
        lock (_lock)
        {
            if (!waiter.IsSatisfiedBy(Of(resourceName)))
            {
                _waiters.Add(waiter);
            }
        }

        try
        {
            return await waiter.Reached.WaitAsync(ct);
        }
        finally
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    private List<ResourceEvent> Of(string resourceName) => [.. _latest.Values.Where(
        change => string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase))];

    private sealed class Waiter(string resourceName, Func<IReadOnlyList<ResourceEvent>, ResourceEvent?> decide)
    {
        private readonly TaskCompletionSource<ResourceEvent> _reached = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public string ResourceName => resourceName;

        public Task<ResourceEvent> Reached => _reached.Task;

        public bool IsSatisfiedBy(IReadOnlyList<ResourceEvent> events) =>
            decide(events) is { } reached && _reached.TrySetResult(reached);
    }
}

// What every resource carries, and the three things that each kind does in its own way: start one instance of itself,
// tell when that instance is ready, and write itself into the manifest.
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The base of all resources.</summary>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc />
    public string Name => name;

    internal List<EndpointAnnotation> Endpoints { get; } = [];

    /// <summary>Applied in order, so that what is set later wins.</summary>
    internal List<Action<EnvironmentContext>> Environment { get; } = [];

    internal List<IResource> WaitsFor { get; } = [];

    internal List<HttpHealthCheck> HealthChecks { get; } = [];

    internal int Replicas { get; set; } = 1;

    /// <summary>The resource that this one lives in, as a database lives in its server.</summary>
    internal virtual Resource? Parent => null;

    /// <summary>False for what only holds a value.</summary>
    internal virtual bool HasLifetime => true;

    /// <summary>True when something of it outlives the run.</summary>
    internal virtual bool IsKept => false;

    /// <summary>How long an orderly end may take.</summary>
    internal virtual TimeSpan StopGrace => TimeSpan.FromSeconds(5);

    /// <summary>Starts one instance; null when it has no process of its own.</summary>
    internal virtual Task<ChildProcess?> StartAsync(ResourceInstance instance, CancellationToken ct) =>
        Task.FromResult<ChildProcess?>(null);

    /// <summary>Returns when the instance serves.</summary>
    internal virtual Task WaitUntilReadyAsync(ResourceInstance instance, CancellationToken ct) =>
        HealthProbe.WaitUntilHealthyAsync(this, instance, ct);

    /// <summary>The signal that ends the process in an orderly way.</summary>
    internal virtual Signal StopSignal => Signal.Terminate;

    /// <summary>Cleans up after an instance that has ended.</summary>
    internal virtual Task EndAsync(ResourceInstance instance) => Task.CompletedTask;

    internal abstract Task WriteToAsync(ManifestWriter manifest);
}

/// <summary>The variables of one instance, in the order of the manifest.</summary>
internal sealed class EnvironmentContext(
    DistributedApplicationExecutionContext executionContext, Func<EndpointAnnotation, int> listenPort)
{
    public DistributedApplicationExecutionContext ExecutionContext => executionContext;

    /// <summary>Texts, and references that are resolved when all are known.</summary>
    public OrderedDictionary<string, object> Variables { get; } = [];

    /// <summary>The port that this very instance listens on; the endpoint's own unless there are replicas.</summary>
    public int ListenPort(EndpointAnnotation endpoint) => listenPort(endpoint);
}

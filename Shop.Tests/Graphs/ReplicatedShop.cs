// The graph with two replicas of every service on the same databases, for tests of what must hold between processes.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Graphs;

/// <summary>A graph with two replicas of Account, Commerce and Web.</summary>
public sealed class ReplicatedShop() : RunningShop(Replicate)
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "replicated shop";

    /// <summary>The replicated services. Each has a database whose name is the service's name followed by db.</summary>
    public static readonly IReadOnlyList<string> Services = ["account", "commerce", "web"];

    /// <summary>
    /// Waits until both replicas of a service have served a request. Without this check a test could pass although only
    /// one replica served.
    /// </summary>
    public Task BothReplicasServedAsync(string service, string request) => Eventually.IsAsync(
        () => Task.FromResult(Telemetry.Spans()
            .Where(span => span.Service == service && span.Kind == SpanKind.Server && span.Name == request)
            .Select(span => span.Instance).Distinct().Count()),
        instances => instances == 2);

    private static void Replicate(IDistributedApplicationTestingBuilder builder)
    {
        foreach (var service in Services)
        {
            builder.CreateResourceBuilder<ProjectResource>(service).WithReplicas(2);
        }

        // A replica reads the other replica's keys within a second.
        builder.CreateResourceBuilder<ProjectResource>("account")
            .WithEnvironment("SigningKeys__PollInterval", "00:00:01");
    }
}

[CollectionDefinition(ReplicatedShop.Name)]
[TestClassOrderer(typeof(ClassOrder))]
public sealed class ReplicatedShopCollection : ICollectionFixture<ReplicatedShop>, ICollectionFixture<Browser>;

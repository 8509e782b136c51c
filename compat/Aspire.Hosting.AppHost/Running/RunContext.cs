using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>What the instances of one run share.</summary>
internal sealed class RunContext(
    Model model, DistributedApplicationExecutionContext executionContext, IConfiguration configuration,
    ResourceNotificationService notifications, Output output, CancellationToken stopping) : IDisposable
{
    private static readonly string[] OwnPrefixes = ["ASPIRE_", "Parameters__", "Parameters:"];

    private readonly Lazy<RunFolder> _folder = new(RunFolder.Create);

    public Model Model => model;

    public DistributedApplicationExecutionContext ExecutionContext => executionContext;

    public IConfiguration Configuration => configuration;

    public ResourceNotificationService Notifications => notifications;

    public Output Output => output;

    /// <summary>Cancelled when the application stops before it is all started.</summary>
    public CancellationToken Stopping => stopping;

    public Collector Collector { get; } = Collector.Find(configuration);

    /// <summary>A folder that goes with the run.</summary>
    public string Folder => _folder.Value.Path;

    /// <summary>The AppHost's own settings in its environment, which are not its services'.</summary>
    public IEnumerable<string> InheritedAspireVariables { get; } =
    [
        .. Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => OwnPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))),
    ];

    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            _folder.Value.Dispose();
        }
    }
}

// Gives every endpoint its port, starts all resources (each waits for its own dependencies), and stops them in reverse:
// a resource ends when nothing that waits for it runs any more.
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

internal sealed class Orchestrator : IHostedService, IDisposable
{
    private readonly Model _model;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly CancellationTokenSource _stopping = new();
    private readonly RunContext _run;
    private readonly List<ResourceInstance> _instances = [];
    private readonly List<PortForwarder> _forwarders = [];
    private readonly List<int> _takenPorts = [];

    public Orchestrator(
        Model model, DistributedApplicationExecutionContext executionContext, IConfiguration configuration,
        ResourceNotificationService notifications, ILoggerFactory logs, IHostEnvironment environment,
        IHostApplicationLifetime lifetime)
    {
        _model = model;
        _lifetime = lifetime;
        Output = new(
            model.Resources.Max(resource => (int?)resource.Name.Length + (resource.Replicas > 1 ? 2 : 0)) ?? 0,
            model.IsUnderTest ? logs.CreateLogger($"{environment.ApplicationName}.Resources") : null);
        _run = new(model, executionContext, configuration, notifications, Output, _stopping.Token);
    }

    public Output Output { get; }

    public async Task StartAsync(CancellationToken ct)
    {
        foreach (var parameter in _model.Resources.OfType<ParameterResource>())
        {
            _ = parameter.Value(); // A missing one is told before anything starts.
        }

        AllocatePorts();
        foreach (var resource in _model.Resources.Where(resource => resource.HasLifetime))
        {
            AddInstances(resource);
        }

        _instances.ForEach(instance => instance.Announce());
        foreach (var instance in _instances)
        {
            await instance.StartAsync(ct);
        }
    }

    /// <summary>Waits for the start of all, prints the table, or gives up as soon as one cannot start.</summary>
    public async Task ReportStartAsync()
    {
        try
        {
            var starts = _instances.Select(instance => instance.Resource.Name).Distinct()
                .Select(name => _run.Notifications.WaitForResourceHealthyAsync(name, _lifetime.ApplicationStopping))
                .ToList();
            while (starts.Count > 0)
            {
                var first = await Task.WhenAny(starts);
                starts.Remove(first);
                await first;
            }

            Output.Block(StartTable.Of(_run));
        }
        catch (DistributedApplicationException)
        {
            // Told where it happened; half an application is of no use to anybody.
            Output.Block(StartTable.Kept(_run));
            Environment.ExitCode = 1;
            _lifetime.StopApplication();
        }
        catch (OperationCanceledException)
        {
            Output.Block(["Stopped before all had started."]);
        }
    }

    public async Task StopAsync(CancellationToken ct)
    {
        var stops = new Dictionary<Resource, Lazy<Task>>();
        foreach (var resource in _model.Resources)
        {
            stops[resource] = new(() => StopAfterDependentsAsync(resource));
        }

        await Task.WhenAll(stops.Values.Select(stop => stop.Value));
        await _stopping.CancelAsync();
        _forwarders.ForEach(forwarder => forwarder.Dispose());

        async Task StopAfterDependentsAsync(Resource resource)
        {
            await Task.WhenAll(_model.Resources
                .Where(other => other.WaitsFor.Contains(resource) || other.Parent == resource)
                .Select(other => stops[other].Value));
            var instances = _instances.Where(instance => instance.Resource == resource);
            await Task.WhenAll(instances.Select(instance => instance.StopAsync()));
        }
    }

    public ResourceInstance Find(string idOrName)
    {
        var found = _instances
            .Where(instance => instance.Id == idOrName || instance.Resource.Name == idOrName).ToList();
        return found.Count == 1 ? found[0] : throw new InvalidOperationException(found.Count == 0
            ? $"There is no resource '{idOrName}'."
            : $"'{idOrName}' has {found.Count} replicas: name one by its id, such as {found[0].Id}.");
    }

    public void Dispose()
    {
        _run.Dispose();
        _takenPorts.ForEach(Ports.Return);
        _stopping.Dispose();
    }

    private void AllocatePorts()
    {
        var isRandom = _run.Configuration.GetValue("DcpPublisher:RandomizePorts", false);
        foreach (var resource in _model.Resources)
        {
            foreach (var endpoint in resource.Endpoints)
            {
                endpoint.AllocatedPort = isRandom || endpoint.Port is null ? TakeFree() : endpoint.Port;
            }
        }

        var busy = (from resource in _model.Resources
                    from endpoint in resource.Endpoints
                    where !Ports.IsFree(endpoint.AllocatedPort!.Value)
                    select $"port {endpoint.AllocatedPort} of '{resource.Name}'").ToList();
        if (busy.Count > 0)
        {
            throw new DistributedApplicationException(
                $"Something else listens on {string.Join(", ", busy)}. Stop it (`ss -ltnp` tells what it is; "
                + "perhaps this application runs already), or change the port in the project's appsettings.json or "
                + "launchSettings.json.");
        }
    }

    private void AddInstances(Resource resource)
    {
        var instances = Enumerable.Range(1, resource.Replicas).Select(number => new ResourceInstance(
            _run, resource, RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8),
            label: resource.Replicas == 1 ? resource.Name : $"{resource.Name}-{number}",
            resource.Endpoints.ToDictionary(
                endpoint => endpoint,
                endpoint => resource.Replicas == 1 ? endpoint.AllocatedPort!.Value : TakeFree()))).ToList();
        _instances.AddRange(instances);
        if (resource.Replicas > 1)
        {
            _forwarders.AddRange(resource.Endpoints.Select(endpoint => new PortForwarder(
                endpoint.AllocatedPort!.Value, [.. instances.Select(instance => instance.ListenPort(endpoint))])));
        }
    }

    private int TakeFree()
    {
        var port = Ports.TakeFree();
        _takenPorts.Add(port);
        return port;
    }
}

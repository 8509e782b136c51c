using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application that runs, or whose manifest is written.</summary>
public sealed class DistributedApplication : IDisposable, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestingHook? _hook;
    private bool _isStarted;

    internal DistributedApplication(IHost host, TestingHook? hook)
    {
        _host = host;
        _hook = hook;
    }

    /// <summary>The services of the AppHost itself.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts and stops resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Tells what becomes of the resources.</summary>
    public ResourceNotificationService ResourceNotifications =>
        Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Begins to describe an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new DistributedApplicationBuilder(args);

    /// <summary>
    /// Runs until somebody stops it; with <c>--publisher manifest</c> writes the manifest and returns.
    /// </summary>
    public void Run()
    {
        if (_hook is not null)
        {
            // The test starts, stops and disposes; the AppHost's own Main just waits for that.
            _hook.WaitUntilDisposed();
            return;
        }

        if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            using (_host)
            {
                PublishAsync().GetAwaiter().GetResult();
            }

            return;
        }

        RunUntilStoppedAsync().GetAwaiter().GetResult();
    }

    /// <summary>Starts all resources in the background, in the order of their waits.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        _isStarted = true;
        await _host.StartAsync(cancellationToken);
    }

    /// <summary>Stops all resources in reverse order.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Stops all resources and forgets what they kept for this run only.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await _host.StopAsync();
        }

        _host.Dispose();
        _hook?.OnDisposed();
    }

    private async Task PublishAsync()
    {
        var model = Services.GetRequiredService<Model>();
        var output = Services.GetRequiredService<IConfiguration>()["Publishing:OutputPath"]
            ?? throw new DistributedApplicationException(
                "Say where the manifest goes: --output-path aspire-manifest.json");
        await ManifestWriter.WriteAsync(model.Resources, output);
    }

    private async Task RunUntilStoppedAsync()
    {
        using (_host)
        {
            using var parent = ParentWatch.Start(Services.GetRequiredService<IHostApplicationLifetime>());
            var orchestrator = Services.GetRequiredService<Orchestrator>();
            try
            {
                await _host.StartAsync();
            }
            catch (DistributedApplicationException refusal)
            {
                Environment.ExitCode = 1;
                orchestrator.Output.Problem(refusal.Message);
                await _host.StopAsync();
                return;
            }

            await orchestrator.ReportStartAsync();
            await _host.WaitForShutdownAsync();
        }
    }
}

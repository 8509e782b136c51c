// One instance of a resource, through its life: waits for what it depends on, starts, becomes ready, ends. Nothing is
// ever restarted by itself: an end that nobody asked for is reported with the last lines, and stays.
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

internal sealed class ResourceInstance(
    RunContext run, Resource resource, string suffix, string label,
    IReadOnlyDictionary<EndpointAnnotation, int> listenPorts)
{
    private readonly SemaphoreSlim _command = new(1);
    private CancellationTokenSource? _life;
    private ChildProcess? _process;
    private Task _lifeTask = Task.CompletedTask;

    public RunContext Run => run;

    public Resource Resource => resource;

    /// <summary>Random, as part of the id.</summary>
    public string Suffix => suffix;

    public string Id => $"{resource.Name}-{suffix}";

    // Between being told to have ended and the end of its life lies the clearing up.
    private bool IsAlive => !_lifeTask.IsCompleted
        && !KnownResourceStates.TerminalStates.Contains(run.Notifications.Latest(Id)?.State?.Text);

    public int ListenPort(EndpointAnnotation endpoint) => listenPorts[endpoint];

    public void WriteLine(string line) => run.Output.Line(label, line);

    public void Announce() => Publish(KnownResourceStates.Waiting);

    /// <summary>Starts in the background; false when it runs already.</summary>
    public async Task<bool> StartAsync(CancellationToken ct)
    {
        await _command.WaitAsync(ct);
        try
        {
            if (IsAlive)
            {
                return false;
            }

            await _lifeTask;
            _life = CancellationTokenSource.CreateLinkedTokenSource(run.Stopping);
            Publish(KnownResourceStates.Waiting);
            _lifeTask = LiveAsync(_life.Token);
            return true;
        }
        finally
        {
            _command.Release();
        }
    }

    /// <summary>Stops and waits for the end; false when it does not run.</summary>
    public async Task<bool> StopAsync()
    {
        await _command.WaitAsync();
        try
        {
            if (!IsAlive)
            {
                await _lifeTask;
                return false;
            }

            Publish(KnownResourceStates.Stopping);
            await _life!.CancelAsync();
            await _lifeTask;
            return true;
        }
        finally
        {
            _command.Release();
        }
    }

    private async Task LiveAsync(CancellationToken ct)
    {
        try
        {
            await WaitForDependenciesAsync(ct);
            Publish(KnownResourceStates.Starting);
            _process = await resource.StartAsync(this, ct);
            Publish(KnownResourceStates.Running, HealthStatus.Unhealthy);
            await BecomeReadyAsync(ct);
            await (_process?.Exited.WaitAsync(ct) ?? Task.Delay(Timeout.Infinite, ct));
            Publish(EndState, exitCode: _process!.Exited.Result);
            ReportEnd();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await EndAsync();
            Publish(EndState, exitCode: _process?.Exited.Result);
        }
        catch (MissingDependencyException missing)
        {
            // Not a problem of its own: the one that it waits for has told.
            Publish(KnownResourceStates.FailedToStart);
            WriteLine(missing.Message);
        }
        catch (Exception failure)
        {
            // Whatever it is, it is this resource's end and nobody else's.
            await EndAsync();
            Publish(KnownResourceStates.FailedToStart, exitCode: _process?.Exited.Result);
            run.Output.Problem(
                $"{label}: {(failure is DistributedApplicationException ? failure.Message : failure.ToString())}");
        }
        finally
        {
            _process = null;
            await resource.EndAsync(this);
        }
    }

    // A container exits, a process finishes: Aspire's words.
    private string EndState => resource is ProjectResource ? KnownResourceStates.Finished : KnownResourceStates.Exited;

    private async Task WaitForDependenciesAsync(CancellationToken ct)
    {
        var dependencies = resource.Parent is { } parent ? resource.WaitsFor.Append(parent) : resource.WaitsFor;
        await Task.WhenAll(dependencies.Distinct().Select(async dependency =>
        {
            try
            {
                await run.Notifications.WaitForResourceHealthyAsync(dependency.Name, ct);
            }
            catch (DistributedApplicationException)
            {
                throw new MissingDependencyException(dependency.Name);
            }
        }));
    }

    private async Task BecomeReadyAsync(CancellationToken ct)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ready = resource.WaitUntilReadyAsync(this, attempt.Token);
        if (_process is not null && await Task.WhenAny(ready, _process.Exited) != ready)
        {
            await attempt.CancelAsync();
            throw new DistributedApplicationException(
                $"ended with exit code {_process.Exited.Result} before it was ready.{LastLines()}");
        }

        await ready;
        Publish(KnownResourceStates.Running, HealthStatus.Healthy);
    }

    private async Task EndAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync(resource.StopSignal, resource.StopGrace);
        }
    }

    private void ReportEnd() => run.Output.Problem(
        $"{label} ended with exit code {_process!.Exited.Result}; it is not started again.{LastLines()}");

    private string LastLines() => _process!.LastLines.Count == 0
        ? " It wrote nothing."
        : $" Its last lines:{string.Concat(_process.LastLines.Select(line => $"{Environment.NewLine}    {line}"))}";

    private void Publish(string state, HealthStatus? health = null, int? exitCode = null) => run.Notifications.Publish(
        new(resource, Id, new()
        {
            State = new(state, Style: null),
            HealthStatus = health,
            ExitCode = exitCode,
            Properties = _process is null ? [] : [new("executable.pid", _process.Id)],
        }));

    private sealed class MissingDependencyException(string name)
        : DistributedApplicationException($"not started, because '{name}' is not there.");
}

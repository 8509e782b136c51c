using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that every resource with a process has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts it, on the same ports as before.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops it in an orderly way.</summary>
    public static readonly string StopCommand = "stop";
}

/// <summary>What became of a command.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>True when it was carried out.</summary>
    public required bool Success { get; init; }
}

/// <summary>Starts and stops resources.</summary>
public sealed class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;

    internal ResourceCommandService(Orchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>Carries out a command on an instance, or on a resource that has one instance only.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var instance = _orchestrator.Find(resourceId);
        if (commandName == KnownResourceCommands.StartCommand)
        {
            return new() { Success = await instance.StartAsync(cancellationToken) };
        }

        if (commandName == KnownResourceCommands.StopCommand)
        {
            return new() { Success = await instance.StopAsync() };
        }

        throw new NotSupportedException($"The stand-in has the commands start and stop, not '{commandName}'.");
    }
}

// Finds out whether containers can run. A client on the PATH proves nothing: it may have no daemon behind it, and an
// application with container resources then never finishes starting.
using System.Reflection;
using System.Text.Json;

namespace Shop.AppHost.Postgres;

/// <summary>The container engine of this machine.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly Lazy<bool> Running = new(AskOrchestrator);

    /// <summary>True if Docker or Podman answers, by the orchestrator's own check.</summary>
    public static bool IsRunning => Running.Value;

    private static bool AskOrchestrator()
    {
        if (LocalProcess.Find("docker") is null && LocalProcess.Find("podman") is null)
        {
            return false;
        }

        // The build writes the path of the orchestrator (DCP) into the AppHost's metadata.
        var dcp = typeof(ContainerEngine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == "dcpclipath")?.Value;
        if (dcp is null || !File.Exists(dcp))
        {
            return false;
        }

        try
        {
            var (exitCode, output) = LocalProcess.Run(dcp, ["info"], Timeout);
            using var info = exitCode == 0 ? JsonDocument.Parse(output) : null;
            return info is not null
                && info.RootElement.TryGetProperty("containers", out var containers)
                && containers.TryGetProperty("running", out var running)
                && running.ValueKind == JsonValueKind.True;
        }
        catch (Exception error) when (error is JsonException or TimeoutException)
        {
            return false;
        }
    }
}

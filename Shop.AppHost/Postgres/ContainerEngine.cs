// Checks whether containers can run. A docker or podman client on the PATH is not enough: without a running engine, an
// application with container resources never finishes starting. So this asks the orchestrator (DCP), which would start
// the containers.
using System.Reflection;
using System.Text.Json;

namespace Shop.AppHost.Postgres;

/// <summary>The container engine of this machine.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly Lazy<bool> Running = new(CheckWithOrchestrator);

    /// <summary>True if the orchestrator reports that Docker or Podman is running. Checked once per process.</summary>
    public static bool IsRunning => Running.Value;

    private static bool CheckWithOrchestrator()
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
            var (exitCode, output, _) = LocalProcess.Run(dcp, ["info"], Timeout);
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

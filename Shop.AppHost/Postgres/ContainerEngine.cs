// Checks whether containers can run. A docker or podman client on the PATH is not enough: without a running engine, an
// application with container resources never finishes starting. So this asks the orchestrator (DCP), which would start
// the containers.
using System.Reflection;
using System.Text.Json.Nodes;

namespace Shop.AppHost.Postgres;

internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly Lazy<bool> Running = new(CheckWithOrchestrator);

    /// <summary>True if the orchestrator reports that Docker or Podman is running. Checked once per process.</summary>
    public static bool IsRunning => Running.Value;

    private static bool CheckWithOrchestrator()
    {
        // The build writes the path of the orchestrator into the AppHost's metadata.
        var dcp = typeof(ContainerEngine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == "dcpclipath")?.Value;
        var hasClient = LocalProcess.Find("docker") is not null || LocalProcess.Find("podman") is not null;
        if (!hasClient || !File.Exists(dcp))
        {
            return false;
        }

        try
        {
            var (exitCode, output, _) = LocalProcess.Run(dcp, ["info"], Timeout);
            return exitCode == 0 && (bool?)JsonNode.Parse(output)?["containers"]?["running"] == true;
        }
        catch (Exception error) when (
            error is System.Text.Json.JsonException or InvalidOperationException or TimeoutException)
        {
            return false;
        }
    }
}

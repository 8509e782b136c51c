using System.Diagnostics;

namespace Shop.Tests.Hosting;

/// <summary>The settings of the AppHost's launch profile, with free ports.</summary>
internal static class DashboardAddresses
{
    /// <summary>Sets the environment variables of a process that runs the AppHost.</summary>
    public static void AddTo(ProcessStartInfo start)
    {
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }
    }

    private static (string Name, string Value)[] Variables() =>
    [
        ("ASPNETCORE_ENVIRONMENT", "Development"),
        ("DOTNET_ENVIRONMENT", "Development"),
        ("ASPNETCORE_URLS", $"http://localhost:{FreePorts.Take()}"),
        ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{FreePorts.Take()}"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{FreePorts.Take()}"),
    ];
}

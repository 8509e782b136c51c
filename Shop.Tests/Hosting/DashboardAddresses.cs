namespace Shop.Tests.Hosting;

/// <summary>What the launch profile gives the AppHost, on free ports.</summary>
internal static class DashboardAddresses
{
    public static (string Name, string Value)[] Environment() =>
    [
        ("ASPNETCORE_ENVIRONMENT", "Development"),
        ("DOTNET_ENVIRONMENT", "Development"),
        ("ASPNETCORE_URLS", $"http://localhost:{FreePorts.Take()}"),
        ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{FreePorts.Take()}"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{FreePorts.Take()}"),
    ];
}

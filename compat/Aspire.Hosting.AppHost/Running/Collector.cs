// Telemetry is sent where somebody collects it. Aspire sets these variables always, because its dashboard is always
// there; the stand-in has none, so it looks whether a collector listens at the configured address.
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

internal sealed record Collector(string? Endpoint, IReadOnlyDictionary<string, string> Variables)
{
    public static Collector Find(IConfiguration configuration)
    {
        var (endpoint, protocol) = configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] is { Length: > 0 } http
            ? (http, "http/protobuf")
            : (configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"], "grpc");
        return endpoint is { Length: > 0 } && Listens(new(endpoint))
            ? new(endpoint, new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            })
            : new(null, new Dictionary<string, string>());
    }

    private static bool Listens(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

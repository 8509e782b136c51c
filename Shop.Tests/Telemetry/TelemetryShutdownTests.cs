using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shop.Tests.Startup;

namespace Shop.Tests.Telemetry;

/// <summary>A collector that accepts connections and never answers does not delay the shutdown of a service.</summary>
[Collection(RunningShop.Shared)]
public sealed class TelemetryShutdownTests(RunningShop shop)
{
    // 1.5 s for telemetry, plus a margin for a busy machine. Without TelemetryShutdown it takes 15 s.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Service_stops_in_time_if_the_collector_never_answers(string protocol)
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start(); // The kernel accepts connections, and nothing reads from them.
        await using var account = await ServiceProcess.StartAsync(
            shop, "Account",
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{collector.LocalEndpoint}"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol));
        await account.AnswersAsync();
        using var answer = await account.Http.GetAsync("/me");

        var stopping = Stopwatch.StartNew();
        await account.TerminateAsync();
        var (exitCode, output, errors) = await account.EndsAsync();

        Assert.True(exitCode == 0, $"{exitCode}: {output}{errors}");
        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, Limit);
    }
}

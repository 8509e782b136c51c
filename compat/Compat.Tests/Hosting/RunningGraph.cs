using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Compat.Tests.Hosting;

/// <summary>The graph of the reference, running once for all tests that only look at it.</summary>
public sealed class RunningGraph : IAsyncLifetime
{
    public static readonly string[] Values =
    [
        "--KeepData=false", "--Parameters:portone-api-secret=", "--Parameters:portone-webhook-secret=s2",
        "--Parameters:portone-store-id=store-1", "--Parameters:portone-channel-key=ck",
        "--Parameters:identity-pepper=p",
    ];

    private readonly TcpListener _collector = new(IPAddress.Loopback, 0);
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;

    public string Collector => $"http://localhost:{((IPEndPoint)_collector.LocalEndpoint).Port}";

    public async Task InitializeAsync()
    {
        _collector.Start();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
            [.. Values, $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={Collector}"], CancellationToken.None);
        _app = await builder.BuildAsync();
        await _app.StartAsync();
        using var limit = new CancellationTokenSource(Wait.Limit);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("web", limit.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("portone", limit.Token);
        await Wait.UntilAsync(() => Answers("portone"), () => "portone, which has no health check");
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        _collector.Dispose();
    }

    public async Task<T> AskAsync<T>(string resource, string path)
    {
        using var client = App.CreateHttpClient(resource);
        return (await client.GetFromJsonAsync<T>(path))!;
    }

    private bool Answers(string resource)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect("localhost", App.GetEndpoint(resource).Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

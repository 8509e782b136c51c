using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>A path that answers with this status when the resource is healthy.</summary>
internal sealed record HttpHealthCheck(string Path, int StatusCode, string? EndpointName);

/// <summary>Asks each instance by itself, by a plain HTTP/1.1 GET.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null, // A probe is not part of anybody's trace.
    })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    public static async Task WaitUntilHealthyAsync(Resource resource, ResourceInstance instance, CancellationToken ct)
    {
        foreach (var check in resource.HealthChecks)
        {
            var endpoint = check.EndpointName is { } name
                ? ResourceBuilderExtensions.Endpoint(resource, name)
                : resource.Endpoints.First(endpoint => endpoint.UriScheme == Uri.UriSchemeHttp);
            var address = new Uri($"http://localhost:{instance.ListenPort(endpoint)}{check.Path}");
            while (!await IsHealthyAsync(address, check.StatusCode, ct))
            {
                await Task.Delay(Interval, ct);
            }
        }
    }

    private static async Task<bool> IsHealthyAsync(Uri address, int statusCode, CancellationToken ct)
    {
        try
        {
            using var answer = await Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
            return (int)answer.StatusCode == statusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Nobody listens yet.
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return false; // Too slow to be called healthy.
        }
    }
}

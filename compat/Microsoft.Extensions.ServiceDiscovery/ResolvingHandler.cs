namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>
/// Sends a request to a resolved endpoint, and gives it its own address back afterwards: a repeat by a handler before
/// this one resolves anew.
/// </summary>
internal sealed class ResolvingHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var asked = request.RequestUri;
        if (asked is null)
        {
            return await base.SendAsync(request, ct);
        }

        request.RequestUri = endpoints.Next(asked).Apply(asked);
        try
        {
            return await base.SendAsync(request, ct);
        }
        finally
        {
            request.RequestUri = asked;
        }
    }
}

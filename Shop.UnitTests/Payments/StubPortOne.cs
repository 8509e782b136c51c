using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop.Commerce.PortOne;
using Shop.ServiceDefaults.PortOne;

namespace Shop.UnitTests.Payments;

/// <summary>
/// Stands in for PortOne's server: it gives every request the same response, or none (the connection is lost, or the
/// response never comes).
/// </summary>
internal sealed class StubPortOne(int status, string body = "") : HttpMessageHandler
{
    public const int ConnectionLost = 0;
    public const int NoResponse = -1;

    /// <summary>The requests: address, Idempotency-Key and body.</summary>
    public ConcurrentQueue<(Uri Address, string? IdempotencyKey, JsonNode? Body)> Requests { get; } = [];

    /// <summary>A client with the handlers that Commerce's clients have.</summary>
    public TClient CreateClient<TClient>() where TClient : class
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PortOne:BaseUrl"] = "http://portone",
            ["PortOne:StoreId"] = "store-1",
            ["PortOne:ApiSecret"] = "a secret",
        });
        builder.Services.AddPortOneSettings();
        builder.Services.AddPortOneClient<TClient>();
        builder.Services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => this));
        return builder.Services.BuildServiceProvider().GetRequiredService<TClient>();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Requests.Enqueue((
            request.RequestUri!,
            request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null,
            request.Content is { } content ? JsonNode.Parse(await content.ReadAsStringAsync(ct)) : null));
        switch (status)
        {
            case ConnectionLost:
                throw new HttpRequestException("The connection was lost.");
            case NoResponse:
                await Task.Delay(Timeout.Infinite, ct);
                throw new InvalidOperationException("The infinite delay ended.");
            default:
                return new((HttpStatusCode)status)
                {
                    RequestMessage = request,
                    Content = new StringContent(body, Encoding.UTF8, "application/json"),
                };
        }
    }
}

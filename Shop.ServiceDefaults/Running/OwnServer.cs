// The server of this process as a client sees it, for the warm-up: its requests pass through Kestrel, routing,
// authentication and serialization, as those of other callers do.
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Shop.ServiceDefaults;

public sealed class OwnServer(IServer server, IConfiguration configuration, IHttpClientFactory clients)
{
    /// <summary>The name of the client, for services that add their credential to it.</summary>
    public const string ClientName = "own-server";

    private const string MarkHeader = "X-Warm-Up";

    // Known to this process only, so that no other caller can hide its requests from the telemetry.
    private static readonly string MarkValue = $"{Guid.NewGuid()}";

    private static readonly string[] AnyHost = ["*", "+", "0.0.0.0", "[::]"];

    /// <summary>A client of the endpoint with this name. The server must have started.</summary>
    public HttpClient CreateClient(string endpoint = "http")
    {
        var client = clients.CreateClient(ClientName);
        client.BaseAddress = AddressOf(endpoint);
        return client;
    }

    internal static void Mark(HttpClient client) => client.DefaultRequestHeaders.Add(MarkHeader, MarkValue);

    internal static bool IsWarmUp(HttpRequest request) => request.Headers[MarkHeader] == MarkValue;

    // Kestrel binds the configured endpoints in their order. Without configured endpoints it has an address only.
    private Uri AddressOf(string endpoint)
    {
        var names = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(child => child.Key).ToList();
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var bound = BindingAddress.Parse(addresses.ElementAt(names.Count == 0 ? 0 : names.IndexOf(endpoint)));
        var host = AnyHost.Contains(bound.Host) ? "localhost" : bound.Host;
        return new($"{bound.Scheme}://{host}:{bound.Port}");
    }
}

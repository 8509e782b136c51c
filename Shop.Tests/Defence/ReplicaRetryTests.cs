using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shop.ServiceDefaults;

namespace Shop.Tests.Defence;

/// <summary>A service has two replicas, and one of them refuses connections.</summary>
public sealed class ReplicaRetryTests
{
    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    public async Task Read_or_rpc_call_is_retried_on_the_other_replica(string method, bool isRpc)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("services:commerce:http:0", "http://away:1"), new("services:commerce:http:1", "http://here:1"),
        ]).Build());
        services.AddServiceDiscovery();
        var client = services.AddHttpClient("commerce", http => http.BaseAddress = new("http://commerce"))
            .ConfigurePrimaryHttpMessageHandler(() => new TwoReplicas());
        _ = isRpc ? client.AddRpcResilience() : client.AddServiceResilience();
        await using var provider = services.BuildServiceProvider();
        var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("commerce");

        for (var i = 0; i < 4; i++)
        {
            using var response = await http.SendAsync(new(new(method), "/"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private sealed class TwoReplicas : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            request.RequestUri!.Host == "here"
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK))
                : throw new HttpRequestException($"{request.RequestUri.Host} refuses.");
    }
}

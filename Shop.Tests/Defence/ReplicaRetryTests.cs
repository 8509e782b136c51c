using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shop.ServiceDefaults;

namespace Shop.Tests.Defence;

/// <summary>A service has two replicas, and one of them refuses connections.</summary>
public sealed class ReplicaRetryTests
{
    [Fact]
    public async Task Read_is_retried_on_the_other_replica()
    {
        var http = Client(client => client.AddServiceResilience());

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await http.GetAsync("/products");
            answers.Add(answer.StatusCode);
        }

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Rpc_call_is_retried_on_the_other_replica()
    {
        var http = Client(client => client.AddRpcResilience());

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await http.PostAsync("/question", null);
            answers.Add(answer.StatusCode);
        }

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private static HttpClient Client(Action<IHttpClientBuilder> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("services:commerce:http:0", "http://away:1"), new("services:commerce:http:1", "http://here:1"),
        ]).Build());
        services.AddServiceDiscovery();
        add(services.AddHttpClient("commerce", http => http.BaseAddress = new("http://commerce"))
            .ConfigurePrimaryHttpMessageHandler(() => new TwoReplicas()));
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("commerce");
    }

    private sealed class TwoReplicas : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            request.RequestUri!.Host == "here"
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK))
                : throw new HttpRequestException($"{request.RequestUri.Host} refuses.");
    }
}

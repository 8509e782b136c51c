using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Compat.Tests.Grpc;

public sealed class RegisteredClients
{
    private static readonly byte[] EmptyMessage = [0, 0, 0, 0, 0];

    [Theory]
    [InlineData("https+http://account")]
    [InlineData("dns:///account")]
    public void Only_http_and_https_are_addresses(string address)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationManager());
        services.AddServiceDiscovery();
        services.AddGrpcClient<Echo.EchoClient>(client => client.Address = new(address)).AddServiceDiscovery();
        using var provider = services.BuildServiceProvider();

        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress(address));
        var failure = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<Echo.EchoClient>());
        Assert.Contains("No address resolver configured for the scheme", failure.Message);
    }

    [Theory]
    [InlineData("http://_rpc.account", "rpc")]
    [InlineData("http://account", "http")]
    public async Task A_service_is_found_by_its_name_and_endpoint(string address, string endpoint)
    {
        await using var server = await EchoHost.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [new($"services:account:{endpoint}:0", server.Address())]).Build());
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(client => client.AddServiceDiscovery());
        services.AddGrpcClient<Echo.EchoClient>(client => client.Address = new(address));
        await using var provider = services.BuildServiceProvider();

        var reply = await provider.GetRequiredService<Echo.EchoClient>().SayAsync(new Words { Text = "found" });

        Assert.Equal("found", reply.Text);
    }

    [Fact]
    public async Task Of_two_registrations_the_last_is_injected_and_both_have_names()
    {
        var (first, second) = (new StubNetwork(Answer), new StubNetwork(Answer));
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>(client => client.Address = new("http://first"))
            .ConfigurePrimaryHttpMessageHandler(() => first);
        services.AddGrpcClient<Echo.EchoClient>("other", client => client.Address = new("http://second"))
            .ConfigurePrimaryHttpMessageHandler(() => second);
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<GrpcClientFactory>();

        await provider.GetRequiredService<Echo.EchoClient>().SayAsync(new Words());
        await factory.CreateClient<Echo.EchoClient>("EchoClient").SayAsync(new Words());

        Assert.Equal("second", Assert.Single(second.Requests).RequestUri!.Host);
        Assert.Equal("first", Assert.Single(first.Requests).RequestUri!.Host);
    }

    [Fact]
    public void A_name_belongs_to_one_type_of_client()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>("client", client => client.Address = new("http://echo"));

        Assert.Throws<InvalidOperationException>(() =>
            services.AddGrpcClient<Nobody.NobodyClient>("client", client => client.Address = new("http://nobody")));
        using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<GrpcClientFactory>();
        Assert.Throws<InvalidOperationException>(() => factory.CreateClient<Nobody.NobodyClient>("client"));
        Assert.Throws<InvalidOperationException>(() => factory.CreateClient<Echo.EchoClient>("unknown"));
    }

    [Fact]
    public void A_client_without_an_address_is_refused()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>(_ => { });
        using var provider = services.BuildServiceProvider();

        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<Echo.EchoClient>());
    }

    [Fact]
    public void What_would_be_lost_on_an_http_client_is_refused()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>(client => client.Address = new("http://echo"))
            .ConfigureHttpClient(http => http.DefaultRequestHeaders.Add("X-Secret", "1"));
        using var provider = services.BuildServiceProvider();

        Assert.Throws<NotSupportedException>(() => provider.GetRequiredService<Echo.EchoClient>());
    }

    [Fact]
    public void Connections_are_renewed_and_more_are_opened_when_one_is_full()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>(client => client.Address = new("http://echo"));
        using var provider = services.BuildServiceProvider();

        var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("EchoClient");
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        var primary = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.True(primary.EnableMultipleHttp2Connections);
        Assert.Equal(TimeSpan.FromMinutes(2), primary.PooledConnectionLifetime);
    }

    [Fact]
    public async Task The_options_of_the_channel_can_be_set()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>(client =>
        {
            client.Address = new("http://echo");
            client.ChannelOptionsActions.Add(channel => channel.MaxSendMessageSize = 1);
        });
        await using var provider = services.BuildServiceProvider();

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await provider.GetRequiredService<Echo.EchoClient>().SayAsync(new Words { Text = "too long" }));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    private static HttpResponseMessage Answer() => StubNetwork.Answer(EmptyMessage);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Compat.Tests.Libraries;

public sealed class FindingServices
{
    [Theory]
    [InlineData("http://account/me", "http://127.0.0.1:5001/me")]
    [InlineData("http://ACCOUNT/me?a=b%20c", "http://127.0.0.1:5001/me?a=b%20c")]
    [InlineData("https+http://account/me", "https://127.0.0.1:5443/me")]
    [InlineData("http://_rpc.account/me", "http://127.0.0.1:5101/me")]
    [InlineData("https+http://_rpc.account/me", "http://127.0.0.1:5101/me")]
    public async Task An_address_finds_the_endpoint_it_names(string asked, string reached)
    {
        var sent = await SendAsync(asked, new()
        {
            ["services:account:http:0"] = "http://127.0.0.1:5001",
            ["services:account:https:0"] = "https://127.0.0.1:5443",
            ["services:account:rpc:0"] = "http://127.0.0.1:5101",
        });

        Assert.Equal([reached], sent);
    }

    [Fact]
    public async Task Without_an_endpoint_name_the_default_comes_before_the_schemes()
    {
        var sent = await SendAsync("http://account/", new()
        {
            ["services:account:http:0"] = "http://127.0.0.1:5001",
            ["services:account:default:0"] = "http://127.0.0.1:5000",
        });

        Assert.Equal(["http://127.0.0.1:5000/"], sent);
    }

    [Fact]
    public async Task An_endpoint_of_another_name_is_not_seen()
    {
        var sent = await SendAsync("http://account/", new() { ["services:account:rpc:0"] = "http://127.0.0.1:5101" });

        Assert.Equal(["http://account/"], sent);
    }

    [Fact]
    public async Task Of_several_schemes_the_earliest_that_occurs_is_taken()
    {
        Dictionary<string, string?> mixed = new()
        {
            ["services:account:default:0"] = "http://127.0.0.1:5001",
            ["services:account:default:1"] = "https://127.0.0.1:5443",
        };

        var secureFirst = await SendAsync("https+http://account/", mixed, times: 2);
        var plainFirst = await SendAsync("http+https://account/", mixed, times: 2);

        Assert.All(secureFirst, address => Assert.Equal("https://127.0.0.1:5443/", address));
        Assert.All(plainFirst, address => Assert.Equal("http://127.0.0.1:5001/", address));
    }

    [Theory]
    [InlineData("https+http://account/", "https://10.0.0.7:5001/")]
    [InlineData("http://account/", "http://10.0.0.7:5001/")]
    public async Task An_endpoint_without_scheme_takes_the_first_that_is_asked_for(string asked, string reached)
    {
        var sent = await SendAsync(asked, new() { ["services:account:default:0"] = "10.0.0.7:5001" });

        Assert.Equal([reached], sent);
    }

    [Fact]
    public async Task Several_endpoints_take_turns()
    {
        var sent = await SendAsync("http://account/", times: 4, configuration: new()
        {
            ["services:account:http:0"] = "http://127.0.0.1:5001",
            ["services:account:http:1"] = "http://127.0.0.1:5002",
        });

        Assert.Equal(2, sent.Count(address => address == "http://127.0.0.1:5001/"));
        Assert.Equal(sent[0], sent[2]);
        Assert.Equal(sent[1], sent[3]);
        Assert.NotEqual(sent[0], sent[1]);
    }

    [Fact]
    public async Task One_value_without_an_index_will_do()
    {
        var sent = await SendAsync("http://account/", new() { ["services:account:http"] = "http://127.0.0.1:5001" });

        Assert.Equal(["http://127.0.0.1:5001/"], sent);
    }

    [Fact]
    public async Task An_index_that_is_no_number_is_refused() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            SendAsync("http://account/", new() { ["services:account:http:first"] = "http://127.0.0.1:5001" }));

    [Fact]
    public async Task The_path_of_an_endpoint_goes_before_the_path_of_the_request()
    {
        var sent = await SendAsync(
            "http://account/me?page=2", new() { ["services:account:http:0"] = "http://127.0.0.1:5001/shared/" });

        Assert.Equal(["http://127.0.0.1:5001/shared/me?page=2"], sent);
    }

    [Theory]
    [InlineData("https://api.example.com/payments/1?x=y", "https://api.example.com/payments/1?x=y")]
    [InlineData("http://127.0.0.1:4900/", "http://127.0.0.1:4900/")]
    [InlineData("https+http://account/", "https://account/")]
    [InlineData("http://_rpc.account/", "http://account/")]
    public async Task What_is_not_configured_passes_through(string asked, string reached) =>
        Assert.Equal([reached], await SendAsync(asked, []));

    [Fact]
    public async Task A_request_keeps_its_own_address()
    {
        var wire = new Wire();
        await using var services = Build(new() { ["services:account:http:0"] = "http://127.0.0.1:5001" }, wire);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://account/me");

        await Client(services).SendAsync(request);

        Assert.Equal("http://account/me", request.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public async Task A_reload_of_configuration_is_followed()
    {
        var wire = new Wire();
        await using var services = Build(new() { ["services:account:http:0"] = "http://127.0.0.1:5001" }, wire);
        var client = Client(services);
        await client.GetAsync("http://account/");

        var configuration = (IConfigurationRoot)services.GetRequiredService<IConfiguration>();
        ((MemoryConfigurationProvider)configuration.Providers.Single())
            .Set("services:account:http:0", "http://127.0.0.1:6001");
        configuration.Reload();
        await Eventually.TrueAsync(async () =>
        {
            await client.GetAsync("http://account/");
            return wire.Sent[^1] == "http://127.0.0.1:6001/";
        });
    }

    [Fact]
    public async Task A_client_alone_has_nobody_to_ask()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddHttpClient("caller").AddServiceDiscovery().ConfigurePrimaryHttpMessageHandler(() => new Wire());
        await using var provider = services.BuildServiceProvider();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client(provider).GetAsync("http://account/"));
    }

    private static async Task<List<string>> SendAsync(
        string address, Dictionary<string, string?> configuration, int times = 1)
    {
        var wire = new Wire();
        await using var services = Build(configuration, wire);
        for (var i = 0; i < times; i++)
        {
            await Client(services).GetAsync(address);
        }

        return wire.Sent;
    }

    private static ServiceProvider Build(Dictionary<string, string?> configuration, Wire wire)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
        services.AddServiceDiscovery();
        services.AddHttpClient("caller").AddServiceDiscovery().ConfigurePrimaryHttpMessageHandler(() => wire);
        return services.BuildServiceProvider();
    }

    private static HttpClient Client(IServiceProvider services) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient("caller");
}

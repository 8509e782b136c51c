using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Shop.Tests.Starting;

namespace Shop.Tests.Defence;

/// <summary>A service calls another service, which starts a response and never completes it.</summary>
[Collection(RunningShop.Shared)]
public sealed class HangingServiceTests(RunningShop shop) : IAsyncLifetime
{
    private readonly WebApplication _hangingServer = CreateHangingServer();

    public async ValueTask InitializeAsync() => await _hangingServer.StartAsync();

    public async ValueTask DisposeAsync() => await _hangingServer.DisposeAsync();

    [Fact]
    public async Task Order_does_not_wait_for_a_hanging_Account()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var commerce = await StartServiceAsync("Commerce", "account", shopper);

        using var answer = await commerce.Http.PostAsJsonAsync(
            "/order", new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]));

        await AssertUnavailableAsync(answer);
    }

    [Fact]
    public async Task Withdrawal_does_not_wait_for_a_hanging_Commerce()
    {
        var shopper = await shop.NewShopperAsync();
        await using var account = await StartServiceAsync("Account", "commerce", shopper);

        using var answer = await account.Http.SendAsync(new(HttpMethod.Delete, "/me")
        {
            Content = JsonContent.Create(new WithdrawRequest(Shopper.Password)),
        });

        await AssertUnavailableAsync(answer);
    }

    private static WebApplication CreateHangingServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var server = builder.Build();
        server.Run(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        return server;
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(answer, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("UNAVAILABLE", (string)problem["code"]!);
    }

    private async Task<ServiceProcess> StartServiceAsync(string service, string neighbour, Shopper shopper)
    {
        var process = await ServiceProcess.StartAsync(
            shop, service,
            ($"services__{neighbour}__http__0", shop.App.GetEndpoint(neighbour, "http").ToString()),
            ($"services__{neighbour}__rpc__0", _hangingServer.Urls.Single()),
            ("PortOne__BaseUrl", shop.App.GetEndpoint("portone", "http").ToString()));
        process.Http.Timeout = TimeSpan.FromSeconds(30);
        process.Http.DefaultRequestHeaders.Authorization = new("Bearer", shopper.Session.AccessToken);
        process.Http.DefaultRequestHeaders.Add("X-Service-Credential", TestSecrets.ServiceCredential);
        process.Http.DefaultRequestHeaders.Add("X-Shopper-Address", Accounts.AccountDoor.NewAddress());
        await process.AnswersAsync();
        return process;
    }
}

using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Shop.Tests.Accounts;
using Shop.Tests.Orders;
using Shop.Tests.Startup;
using Shop.Tests.Web;

namespace Shop.Tests.Defence;

/// <summary>
/// A service calls another service, which refuses the connection, or starts a response and never completes it.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class ServiceOutageTests(RunningShop shop) : IAsyncLifetime
{
    private readonly WebApplication _hangingServer = CreateHangingServer();

    public async ValueTask InitializeAsync() => await _hangingServer.StartAsync();

    public async ValueTask DisposeAsync() => await _hangingServer.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Order_without_Account_writes_nothing_and_can_be_repeated(bool hangs)
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]);
        await using var commerce = await StartAsync("Commerce", without: "account", hangs, shopper);
        commerce.Http.DefaultRequestHeaders.Add("Idempotency-Key", "once");

        using var response = await commerce.Http.PostAsJsonAsync("/order", order);

        await OrderTestExtensions.ProblemOfAsync(response, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        Assert.Equal((0, 5), (await shop.OrdersOfAsync(shopper), await shop.StockOfAsync(lamp)));
        await shopper.OrderAsync(order, "once");
        Assert.Equal(4, await shop.StockOfAsync(lamp));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Withdrawal_without_Commerce_is_refused(bool hangs)
    {
        var shopper = await shop.NewShopperAsync();
        await using var account = await StartAsync("Account", without: "commerce", hangs, shopper);

        using var response = await account.Http.SendAsync(new(HttpMethod.Delete, "/me")
        {
            Content = JsonContent.Create(new WithdrawRequest(Shopper.Password)),
        });

        await OrderTestExtensions.ProblemOfAsync(response, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
    }

    private static WebApplication CreateHangingServer()
    {
        var builder = LoopbackServer.CreateBuilder();
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

    private static string ClosedPort() => $"http://127.0.0.1:{FreePorts.Take()}";

    private async Task<ServiceProcess> StartAsync(string service, string without, bool hangs, Shopper shopper)
    {
        var process = await ServiceProcess.StartAsync(
            shop, service,
            ($"services__{without}__http__0", shop.App.GetEndpoint(without, "http").ToString()),
            ($"services__{without}__rpc__0", hangs ? _hangingServer.Urls.Single() : ClosedPort()),
            ("PortOne__BaseUrl", shop.App.GetEndpoint("portone", "http").ToString()));
        process.Http.Timeout = TimeSpan.FromSeconds(30);
        process.Http.DefaultRequestHeaders.Authorization = new("Bearer", shopper.Session.AccessToken);
        process.Http.DefaultRequestHeaders.Add("X-Service-Credential", TestSecrets.ServiceCredential);
        process.Http.DefaultRequestHeaders.Add("X-Shopper-Address", AccountApi.NewAddress());
        await process.AnswersAsync();
        return process;
    }
}

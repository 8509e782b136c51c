// The storefront keeps what it can keep when Account is stopped, and finds back by itself.
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Shop.Tests.Web;

/// <summary>A graph of its own, whose tokens soon need a successor.</summary>
public sealed class ShopWithShortTokens : IAsyncLifetime
{
    public RunningShop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Shop = await RunningShop.StartAsync(
        builder => builder.CreateResourceBuilder<ProjectResource>("account")
            .WithEnvironment("Sessions__AccessTokenLifetime", "00:00:10"));

    public async ValueTask DisposeAsync() => await Shop.DisposeAsync();
}

public sealed class WhileAccountIsAway(ShopWithShortTokens own) : IClassFixture<ShopWithShortTokens>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RunningShop _shop = own.Shop;

    [Fact]
    public async Task Members_look_around_and_a_payment_is_being_checked()
    {
        var shopper = await _shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await _shop.NewProductAsync());
        var returnPage = $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";
        using var visitor = new PlainVisitor(_shop);
        await visitor.SignsInAsync(shopper);

        await StopAsync("account");
        await AnswersAsync(visitor, "/orders", HttpStatusCode.ServiceUnavailable); // By now the token has expired.

        Assert.Contains("마이페이지", await visitor.ReadsAsync("/"));
        Assert.Contains("마이페이지", await visitor.ReadsAsync("/products"));
        Assert.Contains("""data-outcome="Checking""", await visitor.ReadsAsync(returnPage));

        await StartAsync("account");
        await AnswersAsync(visitor, "/orders", HttpStatusCode.OK);
        Assert.Contains("""data-outcome="Paid""", await visitor.ReadsAsync(returnPage));
    }

    private Task StopAsync(string resource) =>
        _shop.App.ResourceCommands.ExecuteCommandAsync(resource, KnownResourceCommands.StopCommand);

    private Task StartAsync(string resource) =>
        _shop.App.ResourceCommands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand);

    private static Task AnswersAsync(PlainVisitor visitor, string address, HttpStatusCode expected) =>
        Eventually.IsAsync(
            async () =>
            {
                using var answer = await visitor.OpensAsync(address);
                return answer.StatusCode;
            },
            status => status == expected,
            Patience);
}

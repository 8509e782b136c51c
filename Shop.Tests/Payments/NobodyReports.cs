using System.Net;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.Commerce;
using Shop.Tests.Web;

namespace Shop.Tests.Payments;

/// <summary>A graph of its own, in which nothing is compared: only who a test is about finds out.</summary>
public sealed class ShopThatComparesNothing : IAsyncLifetime
{
    public RunningShop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Shop = await RunningShop.StartAsync(
        builder => builder.CreateResourceBuilder<ProjectResource>("commerce")
            .WithEnvironment("Comparison__Every", "01:00:00"));

    public async ValueTask DisposeAsync() => await Shop.DisposeAsync();
}

/// <summary>The window was closed after paying, and nobody returned.</summary>
public sealed class NobodyReports(ShopThatComparesNothing graph)
    : IClassFixture<ShopThatComparesNothing>, IAsyncLifetime
{
    private readonly RunningShop _shop = graph.Shop;

    public async ValueTask InitializeAsync() => await _shop.Sandbox.LosesWebhooksAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task With_the_webhook_lost_for_good_the_sweep_makes_the_order_ready_within_30_s()
    {
        var shopper = await _shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await _shop.NewProductAsync());

        await shopper.SeesAsync(order, "PAID", "READY");

        Assert.Equal("SWEEP", await ReporterAsync(order));
    }

    [Fact]
    public async Task The_webhook_alone_makes_the_order_ready_and_who_returns_later_sees_it()
    {
        await _shop.Sandbox.SetFaultsAsync(new { });
        var shopper = await _shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await _shop.NewProductAsync());
        await _shop.SweepPassesByAsync(order);
        await shopper.PaysAsync(order);

        await shopper.SeesAsync(order, "PAID", "READY");
        var returns = await shopper.ReturnsFromAsync(order);

        Assert.Equal(("PAID", "READY"), (returns.PaymentStatus, returns.OrderStatus));
        Assert.Equal("WEBHOOK", await ReporterAsync(order));
    }

    [Fact]
    public async Task Money_that_cannot_buy_the_order_goes_back_by_itself()
    {
        var shopper = await _shop.NewShopperAsync();
        var lamp = await _shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAsync(lamp);
        await shopper.PaysAsync(order, amountWon: 100);

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal("REFUND_DUE,REFUND_OPENED,GIVEN_BACK", await _shop.LedgerOfAsync(order));
        await _shop.HasGivenBackAsync(order, 100);
        Assert.Equal(10, await _shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task While_PortOne_is_down_nothing_wrong_is_told_and_all_settles_when_it_is_back()
    {
        var shopper = await _shop.NewShopperAsync();
        var lamp = await _shop.NewProductAsync(stock: 10);
        var (bought, paid, late) = (
            await shopper.BuysAsync(lamp), await shopper.OrdersAndPaysAsync(lamp), await shopper.OrdersAsync(lamp));
        await Task.WhenAll(_shop.SweepPassesByAsync(paid), _shop.SweepPassesByAsync(late));

        await _shop.KillAsync("portone");
        var cancelled = await shopper.CancelsAsync(bought);
        var checking = await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(paid.PaymentKey), HttpStatusCode.Accepted);
        await Shopper.ReadAsync<JsonObject>(await shopper.SendsCancelAsync(paid), HttpStatusCode.ServiceUnavailable);
        var placed = await shopper.OrdersAsync(lamp);
        await Task.WhenAll(_shop.AgeAsync(late, 60), _shop.AgeAsync(paid, 60));
        await Task.WhenAll(
            SweptInVainAsync(paid, "EXPIRE"), SweptInVainAsync(late, "EXPIRE"), SweptInVainAsync(bought, "REFUND"));
        var meanwhile = await Task.WhenAll(
            StandsAsync(shopper, bought), StandsAsync(shopper, paid), StandsAsync(shopper, late),
            StandsAsync(shopper, placed));
        await _shop.StartAgainAsync("portone");

        Assert.Equal(("CANCELLED", "REFUND_DUE"), (cancelled.OrderStatus, cancelled.PaymentStatus));
        Assert.Equal(("PENDING", "PENDING"), (checking.PaymentStatus, checking.OrderStatus));
        Assert.Equal(
            ["REFUND_DUE CANCELLED", "PENDING PENDING", "PENDING PENDING", "PENDING PENDING"], meanwhile);
        await shopper.SeesAsync(bought, "REFUNDED", "CANCELLED");
        await shopper.SeesAsync(paid, "PAID", "READY");
        await shopper.SeesAsync(late, "CANCELLED", "EXPIRED");
        await _shop.HasGivenBackAsync(bought, bought.AmountWon);
        Assert.Equal(8, await _shop.StockOfAsync(lamp)); // What was paid, and what was placed meanwhile.
    }

    private Task SweptInVainAsync(OrderReply order, string task) => Eventually.IsAsync(
        () => _shop.TriesOfAsync(order, task), tries => tries >= 2, TimeSpan.FromSeconds(30));

    private static async Task<string> StandsAsync(Shopper shopper, OrderReply order)
    {
        var looks = await shopper.LooksAtAsync(order);
        return $"{looks.PaymentStatus} {looks.OrderStatus}";
    }

    private Task<string> ReporterAsync(OrderReply order) => _shop.CommerceAsync<string>(
        $"select string_agg(reporter, ',') from payment_events where payment_key = '{order.PaymentKey}'");
}

using System.Net;
using System.Text.Json.Nodes;
using Shop.Commerce;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Payments;

/// <summary>The window was closed after paying, and nobody returned. Nothing is compared meanwhile.</summary>
[Collection(ChaosShop.Name)]
public sealed class NobodyReports(ChaosShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.NobodyElseReportsAsync();

    public async ValueTask DisposeAsync() => await shop.EverybodyReportsAgainAsync();

    [Fact]
    public async Task With_the_webhook_lost_for_good_the_sweep_makes_the_order_ready_within_30_s()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());

        await shopper.SeesAsync(order, "PAID", "READY");

        Assert.Equal("SWEEP", await ReporterAsync(order));
    }

    [Fact]
    public async Task The_webhook_alone_makes_the_order_ready_and_who_returns_later_sees_it()
    {
        await shop.Sandbox.SetFaultsAsync(new { });
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.SweepPassesByAsync(order);
        await shopper.PaysAsync(order);

        await shopper.SeesAsync(order, "PAID", "READY");
        var returns = await shopper.ReturnsFromAsync(order);

        Assert.Equal(("PAID", "READY"), (returns.PaymentStatus, returns.OrderStatus));
        Assert.Equal("WEBHOOK", await ReporterAsync(order));
    }

    [Fact]
    public async Task Money_that_cannot_buy_the_order_goes_back_by_itself()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAsync(lamp);
        await shopper.PaysAsync(order, amountWon: 100);

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal("REFUND_DUE,REFUND_OPENED,GIVEN_BACK", await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, 100);
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task While_PortOne_is_down_nothing_wrong_is_told_and_all_settles_when_it_is_back()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var (bought, paid, late) = (
            await shopper.BuysAsync(lamp), await shopper.OrdersAndPaysAsync(lamp),
            await shopper.OrdersAsync(lamp, quantity: 2));
        await Task.WhenAll(shop.SweepPassesByAsync(paid), shop.SweepPassesByAsync(late));

        await shop.KillAsync("portone");
        var cancelled = await shopper.CancelsAsync(bought);
        var checking = await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(paid.PaymentKey), HttpStatusCode.Accepted);
        await Shopper.ReadAsync<JsonObject>(await shopper.SendsCancelAsync(paid), HttpStatusCode.ServiceUnavailable);
        var placed = await shopper.OrdersAsync(lamp, quantity: 3);
        await Task.WhenAll(shop.AgeAsync(late, 60), shop.AgeAsync(paid, 60));
        await Task.WhenAll(
            SweptInVainAsync(paid, "EXPIRE"), SweptInVainAsync(late, "EXPIRE"), SweptInVainAsync(bought, "REFUND"));
        var meanwhile = await Task.WhenAll(
            StandsAsync(shopper, bought), StandsAsync(shopper, paid), StandsAsync(shopper, late),
            StandsAsync(shopper, placed));
        await shop.StartAgainAsync("portone");

        Assert.Equal(("CANCELLED", "REFUND_DUE"), (cancelled.OrderStatus, cancelled.PaymentStatus));
        Assert.Equal(("PENDING", "PENDING"), (checking.PaymentStatus, checking.OrderStatus));
        Assert.Equal(
            ["REFUND_DUE CANCELLED", "PENDING PENDING", "PENDING PENDING", "PENDING PENDING"], meanwhile);
        await shopper.SeesAsync(bought, "REFUNDED", "CANCELLED");
        await shopper.SeesAsync(paid, "PAID", "READY");
        await shopper.SeesAsync(late, "CANCELLED", "EXPIRED");
        await shop.HasGivenBackAsync(bought, bought.AmountWon);
        Assert.Equal(6, await shop.StockOfAsync(lamp)); // What was paid, and what was placed meanwhile.
    }

    private Task SweptInVainAsync(OrderReply order, string task) => Eventually.IsAsync(
        () => shop.TriesOfAsync(order, task), tries => tries >= 2, TimeSpan.FromSeconds(30));

    private static async Task<string> StandsAsync(Shopper shopper, OrderReply order)
    {
        var looks = await shopper.LooksAtAsync(order);
        return $"{looks.PaymentStatus} {looks.OrderStatus}";
    }

    private Task<string> ReporterAsync(OrderReply order) => shop.CommerceAsync<string>(
        $"select string_agg(reporter, ',') from payment_events where payment_key = '{order.PaymentKey}'");
}

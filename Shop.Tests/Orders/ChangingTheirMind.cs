using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Commerce;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>The shopper cancels.</summary>
[Collection(RunningShop.Shared)]
public sealed class ChangingTheirMind(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.NobodyElseReportsAsync();

    public async ValueTask DisposeAsync() => await shop.EverybodyReportsAgainAsync();

    [Fact]
    public async Task What_is_not_paid_ends_and_its_stock_comes_back()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(lamp, quantity: 4);

        var cancelled = await shopper.CancelsAsync(order);
        var again = await shopper.CancelsAsync(order);

        Assert.Equal(new CancelReply(order.OrderId, "CANCELLED", "CANCELLED"), cancelled);
        Assert.Equal(cancelled, again);
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("CLOSED SHOPPER", await shop.CommerceAsync<string>($"""
            select string_agg(event || ' ' || reporter, ',') from payment_events
            where payment_key = '{order.PaymentKey}'
            """));
    }

    [Fact]
    public async Task What_was_paid_and_not_yet_reported_goes_back()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());

        var cancelled = await shopper.CancelsAsync(order);

        Assert.Equal(("CANCELLED", "REFUND_DUE"), (cancelled.OrderStatus, cancelled.PaymentStatus));
        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal("PAID,OWED_BACK,REFUND_OPENED,GIVEN_BACK", await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task While_the_money_may_still_be_captured_nothing_is_cancelled()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.SweepPassesByAsync(order);
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend", new { totalAmount = order.AmountWon });
        await shopper.SendsCompleteAsync(order.PaymentKey); // The attempt is known: nothing new is to be written.

        await IsToldToTryAgainAsync(shopper, order);
    }

    [Fact]
    public async Task While_PortOne_cannot_be_asked_nothing_is_cancelled()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shop.SweepPassesByAsync(order);
        await shop.Sandbox.BreaksAsync(order.PaymentKey, errorRate: 1);

        await IsToldToTryAgainAsync(shopper, order);
    }

    [Fact]
    public async Task What_is_ready_is_cancelled_at_once_and_the_money_follows()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(lamp, quantity: 4);

        var cancelled = await shopper.CancelsAsync(order);
        var stock = await shop.StockOfAsync(lamp);
        var seen = await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal(("CANCELLED", "REFUND_DUE"), (cancelled.OrderStatus, cancelled.PaymentStatus));
        Assert.Equal((10, 10), (stock, await shop.StockOfAsync(lamp)));
        Assert.Equal("CANCELLED_BY_SHOPPER", seen.OwedBecause);
        var refund = Assert.Single(seen.Refunds);
        Assert.Equal((order.AmountWon, "SUCCEEDED"), (refund.AmountMinor, refund.Status));
        var id = await shop.CommerceAsync<Guid>($"select id from refunds where payment_key = '{order.PaymentKey}'");
        Assert.EndsWith($"{id:D}", (string?)Assert.Single(await shop.GivenBackAsync(order))["reason"]);
    }

    [Fact]
    public async Task Fifty_cancels_at_once_are_one()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(lamp, quantity: 4);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.CancelsAsync(order)));
        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.All(answers, answer => Assert.Equal("CANCELLED", answer.OrderStatus));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("PAID,OWED_BACK,REFUND_OPENED,GIVEN_BACK", await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task Fifty_cancels_of_what_is_paid_and_not_reported_are_one()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(lamp, quantity: 4);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.CancelsAsync(order)));
        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("PAID,OWED_BACK,REFUND_OPENED,GIVEN_BACK", await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_cancellable()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync());
        await shop.CommerceAsync($"""
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{order.PaymentKey}'
            """);

        var refusal = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.Conflict);

        Assert.Equal(("NOT_CANCELLABLE", "SHIPPED"), ((string?)refusal["code"], (string?)refusal["orderStatus"]));
        Assert.Equal("PAID", (await shopper.LooksAtAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task What_has_expired_is_not_cancellable()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.AgeAsync(order, 15);
        await shopper.SeesAsync(order, "CANCELLED", "EXPIRED");

        var refusal = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.Conflict);

        Assert.Equal("NOT_CANCELLABLE", (string?)refusal["code"]);
    }

    [Fact]
    public async Task Somebody_elses_order_is_as_good_as_none()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var order = await shopper.BuysAsync(await shop.NewProductAsync());

        var theirs = await other.SendsCancelAsync(order);
        var nobodys = await other.SendsCancelAsync(order with { OrderId = Guid.NewGuid() });

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (theirs.StatusCode, nobodys.StatusCode));
        Assert.Equal("READY", (await shopper.LooksAtAsync(order)).OrderStatus);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("\u0000")]
    public async Task A_reason_is_asked_for(string reason)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        using var answer = await shopper.Commerce.PostAsJsonAsync($"/orders/{order.OrderId}/cancel", new { reason });

        Assert.InRange((int)answer.StatusCode, 400, 422);
        Assert.Equal("PENDING", (await shopper.LooksAtAsync(order)).OrderStatus);
    }

    private async Task IsToldToTryAgainAsync(Shopper shopper, OrderReply order)
    {
        var rows = await shop.RowsOfAsync(order);

        await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.ServiceUnavailable);

        Assert.Equal(rows, await shop.RowsOfAsync(order));
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Shop.Commerce;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Orders;

[Collection(RunningShop.Shared)]
public sealed class RepeatingAnOrder(RunningShop shop)
{
    [Fact]
    public async Task An_order_that_has_ended_is_not_placed_again_by_its_key()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var request = new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]);
        var order = await shopper.OrdersAsync(request, "once");
        await EndsUnpaidAsync(shopper, order);

        var repeat = await shopper.SendsOrderAsync(request, "once");

        Assert.Equal(order.OrderId, await AlreadyOrderedAsync(repeat));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task An_order_that_has_ended_is_not_placed_again_by_its_cart()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        await shopper.PutsIntoCartAsync(lamp);
        var order = await shopper.OrdersAsync(new OrderRequest(Shopper.Home), "tab-1");
        await EndsUnpaidAsync(shopper, order);

        var otherTab = await shopper.SendsOrderAsync(new(Shopper.Home), "tab-2"); // The cart that was ordered last.

        Assert.Equal(order.OrderId, await AlreadyOrderedAsync(otherTab));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Theory]
    [InlineData("errorRate")]
    [InlineData("timeoutRate")]
    public async Task PortOne_is_told_the_amount_again_where_it_could_not_be_told_at_first(string fault)
    {
        var shopper = await shop.NewShopperAsync();
        var request = new OrderRequest(Shopper.Home, [new((await shop.NewProductAsync()).Id, 1)]);
        await shop.Sandbox.SetFaultsAsync(new JsonObject { [fault] = 1.0 });
        var placed = await shopper.SendsOrderUntilDecidedAsync(request, "once");
        await shop.Sandbox.SetFaultsAsync(new { });
        var order = await Shopper.ReadAsync<OrderReply>(placed, HttpStatusCode.Created);

        await Shopper.ReadAsync<OrderReply>(await shopper.SendsOrderAsync(request, "once"), HttpStatusCode.OK);

        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans().Count(span => WasPinned(span, order))), told => told == 1);
    }

    // Seen from Commerce: only there a call that was never answered differs from one that was.
    private static bool WasPinned(SeenSpan span, OrderReply order) =>
        span is { Service: "commerce", Kind: SpanKind.Client }
        && span.Attributes.GetValueOrDefault("url.full", "").Contains($"/payments/{order.PaymentKey}/pre-register")
        && span.Attributes.GetValueOrDefault("http.response.status_code") == "200";

    // A virtual account is closed at sight, and under a closed key nothing is ever captured.
    private async Task EndsUnpaidAsync(Shopper shopper, OrderReply order)
    {
        await shop.Sandbox.ActAsync(order.PaymentKey, "issue-virtual-account");
        await shopper.SendsCompleteAsync(order.PaymentKey);
        await shopper.SendsCompleteAsync(order.PaymentKey);
        Assert.Equal("CANCELLED", (await shopper.LooksAtAsync(order)).OrderStatus);
    }

    private static async Task<Guid> AlreadyOrderedAsync(HttpResponseMessage answer)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(answer, HttpStatusCode.Conflict);
        Assert.Equal("CART_ALREADY_ORDERED", (string)problem["code"]!);
        return (Guid)problem["orderId"]!;
    }
}

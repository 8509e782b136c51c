using System.Net;
using System.Text.Json.Nodes;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Orders;

[Collection(RunningShop.Shared)]
public sealed class RepeatOrderTests(RunningShop shop)
{
    [Fact]
    public async Task Key_of_an_ended_order_does_not_place_it_again()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var request = new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]);
        var order = await shopper.OrdersAsync(request, "once");
        await EndUnpaidAsync(shopper, order);

        var repeat = await shopper.SendsOrderAsync(request, "once");

        Assert.Equal(order.OrderId, await ExistingOrderOfAsync(repeat));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Cart_of_an_ended_order_does_not_place_it_again()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        await shopper.PutsIntoCartAsync(lamp);
        var order = await shopper.OrdersAsync(new OrderRequest(Shopper.Home), "tab-1");
        await EndUnpaidAsync(shopper, order);

        var otherTab = await shopper.SendsOrderAsync(new(Shopper.Home), "tab-2"); // The last ordered cart.

        Assert.Equal(order.OrderId, await ExistingOrderOfAsync(otherTab));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Theory]
    [InlineData("errorRate")]
    [InlineData("timeoutRate")]
    public async Task Failed_pre_registration_is_retried_when_the_request_is_repeated(string fault)
    {
        var shopper = await shop.NewShopperAsync();
        var request = new OrderRequest(Shopper.Home, [new((await shop.NewProductAsync()).Id, 1)]);
        await shop.Sandbox.SetFaultsAsync(new JsonObject { [fault] = 1.0 });
        var placed = await shopper.SendOrderWithRetriesAsync(request, "once");
        await shop.Sandbox.SetFaultsAsync(new { });
        var order = await Shopper.ReadAsync<OrderReply>(placed, HttpStatusCode.Created);

        await Shopper.ReadAsync<OrderReply>(await shopper.SendsOrderAsync(request, "once"), HttpStatusCode.OK);

        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans().Count(span => IsPreRegistration(span, order))),
            count => count == 1);
    }

    // Uses the client span of Commerce: only it distinguishes a call without a response from a call with one.
    private static bool IsPreRegistration(SeenSpan span, OrderReply order) =>
        span is { Service: "commerce", Kind: SpanKind.Client }
        && span.Attributes.GetValueOrDefault("url.full", "").Contains($"/payments/{order.PaymentKey}/pre-register")
        && span.Attributes.GetValueOrDefault("http.response.status_code") == "200";

    // Commerce closes a virtual account when it retrieves one, and nothing can be captured with a closed payment key.
    private async Task EndUnpaidAsync(Shopper shopper, OrderReply order)
    {
        await shop.Sandbox.ActAsync(order.PaymentKey, "issue-virtual-account");
        await shopper.SendsCompleteAsync(order.PaymentKey);
        await shopper.SendsCompleteAsync(order.PaymentKey);
        Assert.Equal(OrderStatus.Cancelled, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    private static async Task<Guid> ExistingOrderOfAsync(HttpResponseMessage answer)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(answer, HttpStatusCode.Conflict);
        Assert.Equal("CART_ALREADY_ORDERED", (string)problem["code"]!);
        return (Guid)problem["orderId"]!;
    }
}

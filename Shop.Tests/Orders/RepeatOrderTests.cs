using System.Net;
using System.Text.Json.Nodes;
using Shop.Tests.Payments;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Orders;

/// <summary>A request for an order is repeated with its Idempotency-Key.</summary>
[Collection(RunningShop.Shared)]
public sealed class RepeatOrderTests(RunningShop shop)
{
    [Theory]
    [InlineData("tab-1")]
    [InlineData("tab-2")] // Another key, but the last ordered cart.
    public async Task Ended_order_is_not_placed_again(string repeatedKey)
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        await shopper.PutIntoCartAsync(lamp);
        var order = await shopper.OrderAsync(new OrderRequest(Shopper.Home), "tab-1");
        await shopper.CancelAsync(order);

        var problem = await shopper.IsRefusedAsync(new(Shopper.Home), "CART_ALREADY_ORDERED", repeatedKey);

        Assert.Equal(order.OrderId, (Guid)problem["orderId"]!);
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

        await shopper.ContinueAsync(request, "once");

        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans().Count(span => IsPreRegistration(span, order))),
            count => count == 1);
    }

    // Uses the client span of Commerce: only it distinguishes a call without a response from a call with one.
    private static bool IsPreRegistration(SeenSpan span, OrderReply order) =>
        span is { Service: "commerce", Kind: SpanKind.Client }
        && span.Attributes.GetValueOrDefault("url.full", "").Contains($"/payments/{order.PaymentKey}/pre-register")
        && span.Attributes.GetValueOrDefault("http.response.status_code") == "200";
}

using System.Net;
using System.Text.Json.Nodes;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>Requests of a shopper for an order, and the responses that tests expect.</summary>
internal static class OrderTestExtensions
{
    /// <summary>Sends an order that must get an existing one (200).</summary>
    public static async Task<OrderReply> ContinueAsync(
        this Shopper shopper, OrderRequest request, string? idempotencyKey = null) =>
        await Shopper.ReadAsync<OrderReply>(
            await shopper.SendOrderWithRetriesAsync(request, idempotencyKey), HttpStatusCode.OK);

    /// <summary>Sends an order that is placed (201) or gets an existing one (200).</summary>
    public static async Task<OrderReply> OrderOrContinueAsync(
        this Shopper shopper, OrderRequest request, string idempotencyKey) =>
        await Shopper.ReadAsync<OrderReply>(
            await shopper.SendOrderWithRetriesAsync(request, idempotencyKey),
            HttpStatusCode.Created, HttpStatusCode.OK);

    /// <summary>Sends an order that must be refused; returns the problem.</summary>
    public static async Task<JsonObject> IsRefusedAsync(
        this Shopper shopper, OrderRequest request, string code, string? idempotencyKey = null,
        HttpStatusCode status = HttpStatusCode.Conflict) =>
        await ProblemOfAsync(await shopper.SendOrderWithRetriesAsync(request, idempotencyKey), status, code);

    /// <summary>Reads a problem with the expected status and code.</summary>
    public static async Task<JsonObject> ProblemOfAsync(
        HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(response, status);
        Assert.Equal(code, (string)problem["code"]!);
        return problem;
    }

    /// <summary>Lets the time to pay pass, and waits until the unpaid order has expired.</summary>
    public static async Task ExpireAsync(this RunningShop shop, Shopper shopper, OrderReply order)
    {
        await shop.AgeAsync(order, 15);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Closed, OrderStatus.Expired);
    }
}

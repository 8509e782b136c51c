using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Admin;

/// <summary>What operators do with orders, through Commerce's admin endpoint.</summary>
internal static class AdminOrderTestExtensions
{
    public const string Courier = "CJ_LOGISTICS";

    public static async Task<AdminOrdersReply> FindAsync(this TestOperator reader, string query) =>
        await Shopper.ReadAsync<AdminOrdersReply>(
            await reader.Commerce.GetAsync($"/admin/orders{query}"), HttpStatusCode.OK);

    public static async Task<AdminOrderReply> ShowAsync(this TestOperator reader, OrderReply order) =>
        await Shopper.ReadAsync<AdminOrderReply>(
            await reader.Commerce.GetAsync($"/admin/orders/{order.OrderId}"), HttpStatusCode.OK);

    public static Task<HttpResponseMessage> SendShipAsync(
        this TestOperator actor, OrderReply order, string number, string courier = Courier) =>
        actor.Commerce.PostAsJsonAsync($"/admin/orders/{order.OrderId}/ship", new ShipRequest(courier, number));

    public static Task<HttpResponseMessage> SendActAsync(this TestOperator actor, OrderReply order, string act) =>
        actor.Commerce.PostAsync($"/admin/orders/{order.OrderId}/{act}", null);

    /// <summary>Expects 200.</summary>
    public static async Task<OrderActReply> DoAsync(this Task<HttpResponseMessage> act) =>
        await Shopper.ReadAsync<OrderActReply>(await act, HttpStatusCode.OK);

    /// <summary>A tracking number of the courier that no other test uses.</summary>
    public static string NewTrackingNumber() => $"{Random.Shared.NextInt64(100_000_000_000, 1_000_000_000_000)}";

    /// <summary>The acts on an order that the audit log holds, oldest first, each with its operator.</summary>
    public static Task<string> AuditOfAsync(this RunningShop shop, OrderReply order) => shop.QuerySqlAsync<string>($"""
        select coalesce(string_agg(operator || ' ' || act, ',' order by id), '')
        from audit_entries where subject = '{order.OrderId}'
        """);
}

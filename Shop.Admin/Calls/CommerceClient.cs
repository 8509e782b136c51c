using static Shop.ServiceDefaults.Calls.ServiceCalls;

namespace Shop.Admin.Calls;

/// <summary>Calls Commerce's admin endpoint.</summary>
public sealed class CommerceClient(HttpClient http, OperatorCalls calls)
{
    public Task<ApiResult<TodayReply>> GetTodayAsync(CancellationToken ct) =>
        SendAsync<TodayReply>(HttpMethod.Get, "/admin/today", null, ct);

    /// <summary>A page of orders.</summary>
    /// <param name="query">The query string, which begins with a question mark or is empty.</param>
    public Task<ApiResult<AdminOrdersReply>> GetOrdersAsync(string query, CancellationToken ct) =>
        SendAsync<AdminOrdersReply>(HttpMethod.Get, $"/admin/orders{query}", null, ct);

    public Task<ApiResult<AdminOrderReply>> GetOrderAsync(Guid orderId, CancellationToken ct) =>
        SendAsync<AdminOrderReply>(HttpMethod.Get, $"/admin/orders/{orderId}", null, ct);

    public Task<ApiResult<List<CourierItem>>> GetCouriersAsync(CancellationToken ct) =>
        SendAsync<List<CourierItem>>(HttpMethod.Get, "/admin/couriers", null, ct);

    public Task<ApiResult<OrderActReply>> ShipAsync(Guid orderId, ShipRequest request, CancellationToken ct) =>
        SendAsync<OrderActReply>(HttpMethod.Post, $"/admin/orders/{orderId}/ship", request, ct);

    public Task<ApiResult<OrderActReply>> DeliverAsync(Guid orderId, CancellationToken ct) =>
        SendAsync<OrderActReply>(HttpMethod.Post, $"/admin/orders/{orderId}/deliver", null, ct);

    public Task<ApiResult<OrderActReply>> CancelAsync(Guid orderId, CancellationToken ct) =>
        SendAsync<OrderActReply>(HttpMethod.Post, $"/admin/orders/{orderId}/cancel", null, ct);

    public Task<ApiResult<OrderActReply>> RefundAsync(Guid orderId, CancellationToken ct) =>
        SendAsync<OrderActReply>(HttpMethod.Post, $"/admin/orders/{orderId}/refund", null, ct);

    public Task<ApiResult<OrderActReply>> RecheckAsync(Guid orderId, CancellationToken ct) =>
        SendAsync<OrderActReply>(HttpMethod.Post, $"/admin/orders/{orderId}/recheck", null, ct);

    public Task<ApiResult<Empty>> AddNoteAsync(Guid orderId, OrderNoteRequest request, CancellationToken ct) =>
        SendAsync<Empty>(HttpMethod.Post, $"/admin/orders/{orderId}/notes", request, ct);

    private Task<ApiResult<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct)
        where T : class => calls.SendAsync<T>(http, Request(method, path, body), ct);
}

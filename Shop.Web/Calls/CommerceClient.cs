using static Shop.ServiceDefaults.Calls.ServiceCalls;

namespace Shop.Web.Calls;

/// <summary>
/// Calls Commerce's API as the current shopper. Reads are retried; commands are sent once. While Commerce is
/// unavailable, the catalogue may come from a cache (<see cref="CatalogueCache"/>); carts, prices to pay and orders
/// never do.
/// </summary>
public sealed class CommerceClient(
    HttpClient http, CurrentShopper shopper, CatalogueCache catalogue, PageCatalogue page)
{
    public Task<ApiResult<CategoriesReply>> GetCategoriesAsync(TimeSpan timeout, CancellationToken ct) =>
        http.SendAsync<CategoriesReply>(Request(HttpMethod.Get, "/categories").WithTimeout(timeout), ct);

    public Task<ApiResult<BannersReply>> GetBannersAsync(CancellationToken ct) =>
        GetWithStaleFallbackAsync<BannersReply>("/banners", ct);

    public Task<ApiResult<ProductsReply>> GetProductsAsync(ProductsQuery query, CancellationToken ct) =>
        GetWithStaleFallbackAsync<ProductsReply>(query.CommercePath, ct);

    /// <summary>Reads a page of products without the cache, for callers that read the whole catalogue.</summary>
    public Task<ApiResult<ProductsReply>> GetProductsUncachedAsync(ProductsQuery query, CancellationToken ct) =>
        http.SendAsync<ProductsReply>(Request(HttpMethod.Get, query.CommercePath), ct);

    public Task<ApiResult<ProductReply>> GetProductAsync(int id, CancellationToken ct) =>
        GetWithStaleFallbackAsync<ProductReply>($"/products/{id}", ct);

    /// <summary>Reads products without which the page is still useful; null if Commerce is unavailable.</summary>
    public Task<ProductsReply?> GetOptionalProductsAsync(ProductsQuery query, CancellationToken ct) =>
        catalogue.ReadOptionalAsync(
            query.CommercePath, page, () => GetProductsUncachedAsync(query, CancellationToken.None), ct);

    /// <summary>Suggests products while the shopper types. The results of a search are cached for a minute.</summary>
    public Task<ProductsReply?> SuggestProductsAsync(ProductsQuery query, CancellationToken ct) =>
        catalogue.ReadCachedFirstAsync(
            query.CommercePath, () => GetProductsUncachedAsync(query, CancellationToken.None), ct);

    public Task<ApiResult<RestockNoticesReply>> GetRestockNoticesAsync(CancellationToken ct) =>
        SendAsShopperAsync<RestockNoticesReply>(
            Request(HttpMethod.Get, "/restock-notices").WithTimeout(PageTimeouts.EveryPage), ct);

    public Task<ApiResult<Empty>> RequestRestockNoticeAsync(int productId, CancellationToken ct) =>
        SendAsShopperAsync<Empty>(Request(HttpMethod.Put, $"/products/{productId}/restock-notice"), ct);

    public Task<ApiResult<Empty>> RemoveRestockNoticeAsync(int productId, CancellationToken ct) =>
        SendAsShopperAsync<Empty>(Request(HttpMethod.Delete, $"/products/{productId}/restock-notice"), ct);

    public Task<ApiResult<CartReply>> GetCartAsync(CancellationToken ct) =>
        SendAsShopperAsync<CartReply>(Request(HttpMethod.Get, "/cart"), ct);

    /// <summary>Adds a quantity of a product, up to the limit of a line and the stock.</summary>
    public Task<ApiResult<CartReply>> AddCartLineAsync(int productId, int quantity, CancellationToken ct) =>
        SendAsShopperAsync<CartReply>(
            Request(HttpMethod.Post, $"/cart/lines/{productId}", new CartLineRequest(quantity)), ct);

    public Task<ApiResult<CartReply>> SetCartLineAsync(int productId, int quantity, CancellationToken ct) =>
        SendAsShopperAsync<CartReply>(
            Request(HttpMethod.Put, $"/cart/lines/{productId}", new CartLineRequest(quantity)), ct);

    public Task<ApiResult<CartReply>> RemoveCartLineAsync(int productId, CancellationToken ct) =>
        SendAsShopperAsync<CartReply>(Request(HttpMethod.Delete, $"/cart/lines/{productId}"), ct);

    public Task<ApiResult<CartReply>> MergeCartAsync(IReadOnlyList<OrderLineRequest> lines, CancellationToken ct) =>
        SendAsShopperAsync<CartReply>(
            Request(HttpMethod.Post, "/cart/merge", new CartLinesRequest(lines))
                .WithTimeout(PageTimeouts.Required),
            ct);

    public Task<ApiResult<CartQuoteReply>> QuoteCartAsync(
        IReadOnlyList<OrderLineRequest> lines, CancellationToken ct) =>
        http.SendAsync<CartQuoteReply>(
            Request(HttpMethod.Post, "/cart/quote", new CartLinesRequest(lines))
                .WithTimeout(PageTimeouts.Required),
            ct);

    /// <summary>Places an order. Idempotent: a repeat with the same key returns the same order.</summary>
    public Task<ApiResult<OrderReply>> PlaceOrderAsync(OrderRequest order, Guid idempotencyKey, CancellationToken ct)
    {
        var request = Request(HttpMethod.Post, "/order", order);
        request.Headers.Add("Idempotency-Key", idempotencyKey.ToString());
        return SendAsShopperAsync<OrderReply>(request, ct);
    }

    /// <summary>Completes a payment and returns its order, within <paramref name="timeout"/> if one is given.</summary>
    public Task<ApiResult<OrderDetailReply>> CompletePaymentAsync(
        string paymentKey, TimeSpan? timeout, CancellationToken ct)
    {
        var request = Request(HttpMethod.Post, "/payment/complete", new CompleteRequest(paymentKey));
        return SendAsShopperAsync<OrderDetailReply>(timeout is { } given ? request.WithTimeout(given) : request, ct);
    }

    public Task<ApiResult<OrdersReply>> GetOrdersAsync(int page, int size, CancellationToken ct) =>
        SendAsShopperAsync<OrdersReply>(Request(HttpMethod.Get, $"/orders?page={page}&size={size}"), ct);

    /// <summary>The unpaid orders that hold stock. Empty for a guest, or if Commerce does not answer in time.</summary>
    public async Task<IReadOnlyList<PendingOrderItem>> GetPendingOrdersAsync(CancellationToken ct)
    {
        if (!shopper.IsSignedIn || page.IsStale)
        {
            return []; // An earlier call of this page found Commerce unavailable, so the page does not wait again.
        }

        var request = Request(HttpMethod.Get, "/orders/pending").WithTimeout(PageTimeouts.Optional);
        return (await SendAsShopperAsync<PendingOrdersReply>(request, ct)).Value?.Items ?? [];
    }

    public Task<ApiResult<OrderDetailReply>> GetOrderAsync(Guid orderId, CancellationToken ct) =>
        SendAsShopperAsync<OrderDetailReply>(Request(HttpMethod.Get, $"/orders/{orderId}"), ct);

    /// <summary>Cancels an order before it is sent. Idempotent.</summary>
    public Task<ApiResult<CancelReply>> CancelOrderAsync(Guid orderId, CancelReason reason, CancellationToken ct) =>
        SendAsShopperAsync<CancelReply>(
            Request(HttpMethod.Post, $"/orders/{orderId}/cancel", new CancelRequest(reason.ToString())), ct);

    private Task<ApiResult<T>> GetWithStaleFallbackAsync<T>(string path, CancellationToken ct) where T : class =>
        catalogue.ReadAsync(
            path, page, () => http.SendAsync<T>(Request(HttpMethod.Get, path), CancellationToken.None), ct);

    private Task<ApiResult<T>> SendAsShopperAsync<T>(
        HttpRequestMessage request, CancellationToken ct) where T : class =>
        shopper.CallAsync(token => http.SendAsync<T>(request.WithToken(token), ct), ct);
}

// The products for which the signed-in shopper has a restock notice, requested once per page. The header counts those
// in stock, the page of a product checks whether it is one of them, and My page lists them. Pages work without them.
namespace Shop.Web.RestockNotices;

public sealed class RestockNoticeList(CommerceClient commerce, CurrentShopper shopper)
{
    private Task<IReadOnlyList<ProductItem>>? _items;

    /// <summary>The products, those in stock first. Empty for a guest and while Commerce is unavailable.</summary>
    public Task<IReadOnlyList<ProductItem>> GetAsync(CancellationToken ct) => _items ??= ReadAsync(ct);

    private async Task<IReadOnlyList<ProductItem>> ReadAsync(CancellationToken ct) =>
        shopper.IsSignedIn && (await commerce.GetRestockNoticesAsync(ct)).Value is { } reply ? reply.Items : [];
}

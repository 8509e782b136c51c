// The products that the signed-in shopper waits for, requested once per page: the header counts those that are back,
// the page of a product knows whether it is one of them, and my page lists them. A page works without the answer.
using Shop.Commerce;
using Shop.Web.Members;

namespace Shop.Web.RestockNotices;

/// <summary>The restock notices of the current shopper.</summary>
public sealed class RestockNoticeList(CommerceClient commerce, CurrentMember member)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.5);

    private Task<IReadOnlyList<ProductItem>>? _items;

    /// <summary>The products, those in stock first; empty for a guest and while Commerce gives no answer.</summary>
    public Task<IReadOnlyList<ProductItem>> GetAsync(CancellationToken ct) => _items ??= ReadAsync(ct);

    private async Task<IReadOnlyList<ProductItem>> ReadAsync(CancellationToken ct) =>
        member.IsKnown && (await commerce.GetRestockNoticesAsync(Timeout, ct)).Value is { } reply ? reply.Items : [];
}

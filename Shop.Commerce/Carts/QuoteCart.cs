namespace Shop.Commerce.Carts;

/// <summary>Prices a guest's lines, which the storefront keeps in a cookie without any price.</summary>
public sealed class QuoteCart(CommerceDb db)
{
    public async Task<CartQuoteReply> RunAsync(
        IReadOnlyList<OrderLineRequest> lines, Language language, CancellationToken ct)
    {
        var ids = lines.Select(line => line.ProductId).ToList();
        var products = await db.Products.AsNoTracking().Where(product => ids.Contains(product.Id))
            .ToDictionaryAsync(product => product.Id, ct);
        var items = lines.Where(line => products.ContainsKey(line.ProductId))
            .Select(line => CartLine.Item(products[line.ProductId], line.Quantity, language)).ToList();
        return new(items, items.Sum(item => item.LineTotalWon));
    }
}

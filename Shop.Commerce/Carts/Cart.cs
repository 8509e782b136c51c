// A signed-in shopper's cart. Acts that change it load it with LockCartAsync: the lock serializes the changes of one
// cart, so that two tabs cannot both add the last line that fits, both additions count, and an order that is being
// placed takes the lines that it read.
using Shop.Commerce.Products;

namespace Shop.Commerce.Carts;

public sealed class Cart
{
    private readonly List<CartLine> _lines = [];

    private Cart() { }

    public Guid ShopperId { get; private set; }

    /// <summary>Identifies the cart until it is ordered. A cart without a row has the shopper's id.</summary>
    public Guid Version { get; private set; }

    public IReadOnlyList<CartLine> Lines => _lines;

    public static Cart Empty(Guid shopperId) => new() { ShopperId = shopperId, Version = shopperId };

    /// <summary>The quantity of a product; 0 if it is not in the cart.</summary>
    public int QuantityOf(int productId) => Find(productId)?.Quantity ?? 0;

    /// <summary>Sets the quantity of a product; false if it needs a new line and the cart is full.</summary>
    public bool TrySet(Product product, int quantity, DateTimeOffset now)
    {
        if (Find(product.Id) is { } line)
        {
            line.SetQuantity(quantity);
            return true;
        }

        if (_lines.Count >= Limits.LinesPerOrder)
        {
            return false;
        }

        _lines.Add(new(this, product, quantity, now));
        return true;
    }

    public void Remove(int productId) => _lines.RemoveAll(line => line.ProductId == productId);

    /// <summary>
    /// The cart as the shopper sees it. Includes the items of <paramref name="requested"/> of which it took less than
    /// the shopper wanted.
    /// </summary>
    public CartReply ToReply(Language language, params IEnumerable<CartShortfall> requested)
    {
        var items = _lines.OrderBy(line => line.AddedAt).ThenBy(line => line.ProductId)
            .Select(line => CartLine.Item(line.Product, line.Quantity, language)).ToList();
        var shortfalls = requested.Where(product => product.Taken < product.Wanted).ToList();
        return new(
            Version, items, items.Sum(item => item.LineTotalWon), shortfalls.Count == 0 ? null : shortfalls);
    }

    private CartLine? Find(int productId) => _lines.Find(line => line.ProductId == productId);
}

namespace Shop.Commerce.Orders;

/// <summary>
/// A product in an order, with the name and price that it had when the order was placed. It never changes.
/// </summary>
public sealed class OrderLine
{
    private OrderLine() { }

    public OrderLine(int productId, string nameKo, string nameEn, string imageUrl, long priceWon, int quantity) =>
        (ProductId, NameKo, NameEn, ImageUrl, PriceWon, Quantity) =
        (productId, nameKo, nameEn, imageUrl, priceWon, quantity);

    public Guid OrderId { get; private set; }
    public int LineNumber { get; private set; }
    public int ProductId { get; private set; }
    public string NameKo { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public string ImageUrl { get; private set; } = "";
    public long PriceWon { get; private set; }
    public int Quantity { get; private set; }

    public long LineTotalWon => PriceWon * Quantity;

    internal void Join(Order order, int lineNumber) => (OrderId, LineNumber) = (order.Id, lineNumber);
}

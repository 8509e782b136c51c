namespace Shop.Commerce.Orders.Placing;

/// <summary>
/// A requested line with the product's current data; <c>Line</c> is null if the shop has no such product.
/// </summary>
public sealed record PricedLine(int Quantity, OrderLine? Line, int Stock, bool AdultsOnly);

/// <summary>The requested lines with their current prices and stock.</summary>
public sealed record PricedLines(bool IsAnotherCart, IReadOnlyList<PricedLine> Lines)
{
    public List<OrderLine> OrderLines => [.. Lines.Select(found => found.Line!)];

    /// <summary>The reason why the lines cannot be ordered; null if they can.</summary>
    public PlaceOrderOutcome? Validate(OrderDraft draft)
    {
        if (Lines.Count == 0)
        {
            return new PlaceOrderOutcome.EmptyCart();
        }

        for (var i = 0; i < Lines.Count; i++)
        {
            var (quantity, line, stock, adultsOnly) = Lines[i];
            if (line is null)
            {
                return new PlaceOrderOutcome.UnknownProduct(i);
            }

            if (adultsOnly && !draft.IsAdult)
            {
                return new PlaceOrderOutcome.AdultsOnly(line.ProductId);
            }

            if (stock < quantity)
            {
                return new PlaceOrderOutcome.OutOfStock(line.ProductId, line.NameKo, quantity, stock);
            }
        }

        var total = OrderLines.Sum(line => line.LineTotalWon);
        return draft.Request.ExpectedTotalWon is { } expected && expected != total
            ? new PlaceOrderOutcome.PriceChanged(total)
            : null;
    }
}

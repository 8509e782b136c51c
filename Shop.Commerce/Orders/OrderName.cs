namespace Shop.Commerce.Orders;

/// <summary>The parts of an order that depend on the shopper's language.</summary>
public static class OrderName
{
    /// <summary>The name of an order in Korean, made from its first line and the number of lines.</summary>
    public static string InKorean(string firstProduct, int lines) =>
        lines == 1 ? firstProduct : $"{firstProduct} 외 {lines - 1}건";

    public static string NameIn(this Order order, Language language)
    {
        var first = order.Lines.MinBy(line => line.LineNumber)!;
        return !language.IsEnglish ? InKorean(first.NameKo, order.Lines.Count)
            : order.Lines.Count == 1 ? first.NameEn
            : $"{first.NameEn} and {order.Lines.Count - 1} more";
    }

    public static IReadOnlyList<OrderLineItem> LinesIn(this Order order, Language language) =>
        [.. order.Lines.OrderBy(line => line.LineNumber).Select(line => new OrderLineItem(
            line.ProductId, language.IsEnglish ? line.NameEn : line.NameKo, line.ImageUrl, line.PriceWon, line.Quantity,
            line.LineTotalWon))];
}

using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Orders;

/// <summary>The parts of an order that depend on the shopper's language.</summary>
internal static class OrderInLanguage
{
    public static string NameIn(this Order order, Language language)
    {
        var first = order.Lines.MinBy(line => line.LineNumber)!;
        return language.IsEnglish
            ? OrderName.InEnglish(first.NameEn, order.Lines.Count)
            : OrderName.InKorean(first.NameKo, order.Lines.Count);
    }

    public static IReadOnlyList<OrderLineItem> LinesIn(this Order order, Language language) =>
        [.. order.Lines.OrderBy(line => line.LineNumber).Select(line => new OrderLineItem(
            line.ProductId, language.IsEnglish ? line.NameEn : line.NameKo, line.ImageUrl, line.PriceWon, line.Quantity,
            line.LineTotalWon))];
}

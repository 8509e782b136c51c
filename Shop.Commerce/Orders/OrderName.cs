namespace Shop.Commerce.Orders;

/// <summary>The display name of an order, made from its first line and the number of lines.</summary>
public static class OrderName
{
    public static string InKorean(string firstProduct, int lines) =>
        lines == 1 ? firstProduct : $"{firstProduct} 외 {lines - 1}건";

    public static string InEnglish(string firstProduct, int lines) =>
        lines == 1 ? firstProduct : $"{firstProduct} and {lines - 1} more";
}

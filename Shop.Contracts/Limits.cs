namespace Shop.Contracts;

/// <summary>The limits of requests.</summary>
public static class Limits
{
    public const int SearchLength = 100;
    public const int QuantityPerLine = 99;
    public const int LinesPerOrder = 50;
    public const int PageSize = 100;
    public const int RestockNotices = 100;
    public const int CancelReason = 200;
}

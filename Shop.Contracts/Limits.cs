namespace Shop.Contracts;

public static class Limits
{
    public const int SearchLength = 100;
    public const int QuantityPerLine = 99;
    public const int LinesPerOrder = 50;
    public const int PageSize = 100;
    public const int RestockNotices = 100;
    public const int CancelReason = 200;
    public const int Recipient = 50;
    public const int Address = 200;

    /// <summary>What an operator's session list shows of a browser.</summary>
    public const int Device = 200;

    /// <summary>The number of pieces up to which a product counts as low in stock.</summary>
    public const int LowStock = 5;

    /// <summary>A Korean phone number: 9 to 11 digits that begin with 0, in groups or not.</summary>
    public const string PhonePattern = "^ *0(?:[- ]?[0-9]){8,10} *$";

    /// <summary>A Korean postal code.</summary>
    public const string PostalCodePattern = "^ *[0-9]{5} *$";
}

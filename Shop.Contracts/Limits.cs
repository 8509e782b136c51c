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

    /// <summary>A Korean phone number: 9 to 11 digits that begin with 0, in groups or not.</summary>
    public const string PhonePattern = "^ *0(?:[- ]?[0-9]){8,10} *$";

    /// <summary>A Korean postal code.</summary>
    public const string PostalCodePattern = "^ *[0-9]{5} *$";
}

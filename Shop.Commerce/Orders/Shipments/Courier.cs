using System.Text.RegularExpressions;

namespace Shop.Commerce.Orders.Shipments;

/// <summary>A company that delivers parcels. The couriers are data: a new one needs no new version.</summary>
public sealed class Courier
{
    private Courier() { }

    public string Name { get; private set; } = "";
    public string NameKo { get; private set; } = "";
    public string NameEn { get; private set; } = "";

    /// <summary>Matches the whole tracking number.</summary>
    public string NumberPattern { get; private set; } = "";

    /// <summary>The courier's page for a parcel, with <c>{number}</c> in place of the number.</summary>
    public string TrackingUrl { get; private set; } = "";
    public int Position { get; private set; }

    /// <summary>True if the courier issues numbers like this one.</summary>
    public bool Issues(string trackingNumber) =>
        Regex.IsMatch(trackingNumber, NumberPattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    public string TrackingUrlOf(string trackingNumber) =>
        TrackingUrl.Replace("{number}", trackingNumber, StringComparison.Ordinal);
}

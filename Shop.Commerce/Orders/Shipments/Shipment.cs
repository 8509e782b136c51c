namespace Shop.Commerce.Orders.Shipments;

/// <summary>The parcel of an order. It is written with the order's change to SHIPPED and never changes.</summary>
public sealed class Shipment
{
    private Shipment() { }

    public Shipment(Guid orderId, string courier, string trackingNumber) =>
        (OrderId, CourierName, TrackingNumber) = (orderId, courier, trackingNumber);

    public Guid OrderId { get; private set; }
    public string CourierName { get; private set; } = "";
    public string TrackingNumber { get; private set; } = "";
    public Courier Courier { get; private set; } = null!;

    public bool IsSameAs(Shipment? other) =>
        (other?.CourierName, other?.TrackingNumber) == (CourierName, TrackingNumber);

    /// <summary>The shipment as pages show it; needs <see cref="Courier"/>.</summary>
    public ShipmentItem Item(Language language) => new(
        language.IsEnglish ? Courier.NameEn : Courier.NameKo, TrackingNumber, Courier.TrackingUrlOf(TrackingNumber));
}

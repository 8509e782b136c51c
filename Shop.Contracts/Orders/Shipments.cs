namespace Shop.Contracts;

/// <summary>The parcel of an order, with the courier's page that shows where it is.</summary>
public sealed record ShipmentItem(string CourierName, string TrackingNumber, string TrackingUrl);

/// <summary>A courier that operators can choose; <paramref name="Courier"/> identifies it.</summary>
public sealed record CourierItem(string Courier, string NameKo, string NameEn);

namespace Shop.Commerce.Webhooks;

/// <summary>
/// A webhook of PortOne as it was received, for a year. The payment key is null if it is about no payment of the shop.
/// </summary>
public sealed record Webhook(string Id, string? Type, string? PaymentKey, string Body, DateTimeOffset ReceivedAt);

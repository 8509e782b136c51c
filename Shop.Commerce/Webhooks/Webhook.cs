namespace Shop.Commerce.Webhooks;

/// <summary>A webhook of PortOne as it was received. Rows are kept for a year and never change.</summary>
/// <param name="PaymentKey">
/// Null if the webhook is about no payment, or its payment id cannot be one of the shop's keys.
/// </param>
public sealed record Webhook(string Id, string? Type, string? PaymentKey, string Body, DateTimeOffset ReceivedAt);

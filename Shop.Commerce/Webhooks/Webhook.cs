namespace Shop.Commerce.Webhooks;

/// <summary>A webhook of PortOne as it was received. Rows are kept for a year and never change.</summary>
public sealed class Webhook
{
    private Webhook()
    {
    }

    public string Id { get; private set; } = "";

    public string? Type { get; private set; }

    /// <summary>Null if the webhook is about no payment, or its payment id cannot be one of the shop's keys.</summary>
    public string? PaymentKey { get; private set; }

    public string Body { get; private set; } = "";

    public DateTimeOffset ReceivedAt { get; private set; }
}

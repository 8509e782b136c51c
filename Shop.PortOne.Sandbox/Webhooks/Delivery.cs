// A webhook on its way: what it says never changes, when and how often it is sent does.
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>One webhook to one address.</summary>
/// <param name="Id">The header <c>webhook-id</c>, the same for every attempt.</param>
/// <param name="Executions">How often it was sent by itself.</param>
/// <param name="Resends">How often someone had it sent again.</param>
/// <param name="DueAt">When it is sent next; null when it is not sent by itself any more.</param>
/// <param name="IsForged">True for what a stranger sends: it is signed with a key that nobody knows.</param>
public sealed record Delivery(
    string Id,
    string Url,
    string Body,
    string PaymentId,
    PaymentStatus PaymentStatus,
    DateTimeOffset? DueAt,
    int Executions = 0,
    int Resends = 0,
    DeliveryStatus? Status = null,
    bool IsForged = false,
    string? Trigger = null,
    Exchange? LastExchange = null,
    DateTimeOffset? TriggeredAt = null)
{
    /// <summary>The first attempt and five more.</summary>
    public const int MostExecutions = 6;

    /// <summary>How often someone may have it sent again.</summary>
    public const int MostResends = 10;

    /// <summary>The trigger of what someone had sent; what is sent by itself has none.</summary>
    public const string ByHand = "MANUAL";
}

/// <summary>What was said and what came back.</summary>
public sealed record Exchange(
    string RequestHeader,
    DateTimeOffset RequestedAt,
    string? Code = null,
    string? ResponseHeader = null,
    string? ResponseBody = null,
    DateTimeOffset? RespondedAt = null);

/// <summary>How the last attempt went.</summary>
public enum DeliveryStatus
{
    Succeeded,
    FailedNotOkResponse,
    FailedUnexpectedError,
}

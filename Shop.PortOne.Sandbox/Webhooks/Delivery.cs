// A webhook with its delivery state. Its content never changes.
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>One webhook to one URL.</summary>
/// <param name="Id">The header <c>webhook-id</c>, the same for every attempt.</param>
/// <param name="Executions">The number of automatic attempts.</param>
/// <param name="Resends">The number of resends that the merchant requested.</param>
/// <param name="DueAt">The time of the next automatic attempt; null if there is none.</param>
/// <param name="IsForged">True for a simulated forgery, which is signed with a random key.</param>
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
    /// <summary>The limit of automatic attempts: the first one and five retries.</summary>
    public const int MostExecutions = 6;

    /// <summary>The limit of requested resends.</summary>
    public const int MostResends = 10;

    /// <summary>The trigger of a requested resend. Automatic attempts have none.</summary>
    public const string ByHand = "MANUAL";
}

/// <summary>The request and the response of an attempt.</summary>
public sealed record Exchange(
    string RequestHeader,
    DateTimeOffset RequestedAt,
    string? Code = null,
    string? ResponseHeader = null,
    string? ResponseBody = null,
    DateTimeOffset? RespondedAt = null);

/// <summary>The result of the last attempt.</summary>
public enum DeliveryStatus
{
    Succeeded,
    FailedNotOkResponse,
    FailedUnexpectedError,
}

// Parses PortOne's response about a payment. PortOne adds fields and values without notice, omits what it does not
// know, and may deviate from its documentation. If a required field is missing, or the response contradicts itself, the
// whole response counts as unavailable. Disputes and failure reasons are the exception: they do not affect money, so
// they are read leniently.
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Shop.Commerce.PortOne;

/// <summary>The response to <c>GET /payments/{id}</c>, with the fields that the shop uses.</summary>
internal sealed record PaymentResponse(
    string? Status, string? Id, string? TransactionId, string? StoreId, ChannelResponse? Channel,
    AmountResponse? Amount, string? Currency, DateTimeOffset? RequestedAt, DateTimeOffset? PaidAt,
    MethodResponse? Method,
    IReadOnlyList<CancellationResponse?>? Cancellations, JsonElement Failure = default, JsonElement Disputes = default)
{
    private const string Failed = "FAILED";
    private const string VirtualAccount = "PaymentMethodVirtualAccount";
    private const string Live = "LIVE";
    private const string Test = "TEST";
    private const int LongestId = 200;
    private const int CurrencyLength = 3;

    // Times outside this range are wrong, and extreme ones cannot be stored or would overflow calculations.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a time is within the years 2000 to 2200.</summary>
    internal static bool IsPlausible(DateTimeOffset time) => time >= Earliest && time <= Latest;

    /// <summary>
    /// Whether the database can store this id: at most 200 characters, no U+0000, no half surrogate pair.
    /// </summary>
    internal static bool IsId([NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= LongestId } && ReadableText.IsText(id);

    /// <summary>Converts the response to a snapshot of the payment.</summary>
    public PaymentSnapshot ToSnapshot(string paymentKey)
    {
        if (Id != paymentKey)
        {
            return PaymentSnapshot.Unavailable("the answer is about another payment");
        }

        if (Times.Any(time => time is { } given && !IsPlausible(given)))
        {
            return PaymentSnapshot.Unavailable("the answer has an implausible time");
        }

        return Status switch
        {
            "READY" => WithoutCapture(ProviderStatus.NotCaptured),
            Failed => WithoutCapture(ProviderStatus.Failed),
            "PAY_PENDING" => WithoutCapture(ProviderStatus.Processing),
            "VIRTUAL_ACCOUNT_ISSUED" => WithoutCapture(ProviderStatus.VirtualAccountIssued),
            "PAID" or "PARTIAL_CANCELLED" => ReadCapture(),
            "CANCELLED" when HasSucceeded => ReadCapture(),
            "CANCELLED" when Cancellations is null
                || Cancellations.All(cancellation => cancellation?.Status == CancellationResponse.Failed) =>
                WithoutCapture(ProviderStatus.Voided),
            "CANCELLED" => PaymentSnapshot.Unavailable("a cancelled payment whose cancellation is not finished"),
            _ => PaymentSnapshot.Unavailable("the answer has an unknown status"),
        };
    }

    private IEnumerable<DateTimeOffset?> Times =>
        [
            RequestedAt, PaidAt,
            .. (Cancellations ?? []).SelectMany(
                cancellation => new[] { cancellation?.RequestedAt, cancellation?.CancelledAt }),
        ];

    private bool HasSucceeded =>
        Cancellations?.Any(cancellation => cancellation?.Status == CancellationResponse.Succeeded) == true;

    private Attempt? Attempt =>
        IsId(TransactionId) && RequestedAt is { } at
            ? new(
                TransactionId, at.ToUniversalTime(), HasFailed: Status == Failed,
                Status == Failed ? FailureText.Read(Failure) : null)
            : null;

    private PaymentSnapshot WithoutCapture(ProviderStatus status) => new(status) { Attempt = Attempt };

    private PaymentSnapshot ReadCapture()
    {
        if (Amount is not { Total: > 0 and var total, TaxFree: >= 0 and var taxFree }
            || Currency is not { Length: CurrencyLength } || !Currency.All(char.IsAsciiLetter)
            || !IsId(TransactionId))
        {
            return PaymentSnapshot.Unavailable("a captured payment without its amount, currency or transaction");
        }

        // Missing is not different: an absent store or channel must never end an order or require a refund.
        if (StoreId is not { Length: > 0 } || Channel?.Type is not (Live or Test))
        {
            return PaymentSnapshot.Unavailable("a captured payment without its store or its channel");
        }

        if (ReadCancellations(total) is not { } cancellations)
        {
            return PaymentSnapshot.Unavailable("cancellations that do not fit the amounts or the status");
        }

        return new(ProviderStatus.Captured)
        {
            Attempt = Attempt,
            Capture = new(
                TransactionId, total, taxFree, Currency, StoreId, Channel.Type == Live, PaidAt?.ToUniversalTime()),
            Cancellations = cancellations,
            Unfinished =
            [
                .. (Cancellations ?? [])
                    .Where(cancellation => cancellation?.Status != CancellationResponse.Succeeded)
                    .Select(cancellation => new UnfinishedCancellation(
                        cancellation?.Id ?? "", cancellation?.RefundId,
                        HasFailed: cancellation?.Status == CancellationResponse.Failed)),
            ],
            RefundNeedsBankAccount = Method?.Type == VirtualAccount,
            Disputes = Dispute.ReadAll(Disputes),
        };
    }

    /// <summary>
    /// The succeeded cancellations; null if they contradict each other, PortOne's cancelled total, or a status that
    /// implies at least one.
    /// </summary>
    private List<Cancellation>? ReadCancellations(long total)
    {
        var cancellations = new List<Cancellation>();
        var left = total;
        foreach (var response in Cancellations ?? [])
        {
            if (response?.Status != CancellationResponse.Succeeded)
            {
                continue;
            }

            if (response.AsSucceeded() is not { } cancellation
                || cancellation.AmountMinor > left
                || cancellations.Any(other => other.Id == cancellation.Id))
            {
                return null;
            }

            left -= cancellation.AmountMinor;
            cancellations.Add(cancellation);
        }

        var isIncomplete = Status != "PAID" && cancellations.Count == 0;
        return isIncomplete || (Amount?.Cancelled is { } cancelledTotal && cancelledTotal != total - left)
            ? null
            : cancellations;
    }
}

internal sealed record ChannelResponse(string? Type);

/// <summary>
/// Amounts in the minor unit. The amount paid after discounts is not read: it does not prove the price.
/// </summary>
internal sealed record AmountResponse(long? Total, long? TaxFree, long? Cancelled);

internal static class FailureText
{
    private const int MaxLength = 500;

    /// <summary>
    /// The payment company's message, which its acceptance review requires to be shown unchanged, or else PortOne's
    /// reason. Null if there is neither; cut at 500 characters and without U+0000, which PostgreSQL's text cannot hold.
    /// </summary>
    public static string? Read(JsonElement failure) =>
        (Find(failure, "pgMessage") ?? Find(failure, "reason")) is { } text
            ? ReadableText.Cut(text, MaxLength)
            : null;

    private static string? Find(JsonElement failure, string name) =>
        failure.RawText(name)?.Replace("\0", "", StringComparison.Ordinal) is { } text
        && !string.IsNullOrWhiteSpace(text) && ReadableText.IsText(text)
            ? text
            : null;
}

internal sealed record MethodResponse(string? Type);

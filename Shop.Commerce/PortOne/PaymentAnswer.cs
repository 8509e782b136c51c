// The border to PortOne's answer about a payment. PortOne adds fields and values without notice, leaves absent what it
// does not know, and its documents are not proof of what arrives: whatever is needed and missing, or contradicts
// itself, makes the whole answer one that cannot be understood, which is treated like no answer at all. Disputes and
// the reason of a failure are the exception: they say nothing about the money, so they are read as far as they can be.
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Shop.Commerce.PortOne;

/// <summary>PortOne's answer to <c>GET /payments/{id}</c>, as far as the shop reads it.</summary>
internal sealed record PaymentAnswer(
    string? Status, string? Id, string? TransactionId, string? StoreId, ChannelAnswer? Channel, AmountAnswer? Amount,
    string? Currency, DateTimeOffset? RequestedAt, DateTimeOffset? PaidAt, MethodAnswer? Method,
    IReadOnlyList<CancellationAnswer?>? Cancellations, JsonElement Failure = default, JsonElement Disputes = default)
{
    private const string Failed = "FAILED";
    private const string VirtualAccount = "PaymentMethodVirtualAccount";
    private const string Live = "LIVE";
    private const string Test = "TEST";
    private const int LongestId = 200;
    private const int CurrencyLength = 3;

    // Times outside of these are nobody's payment: not every one of them can be kept, or be reckoned with.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a time can be one of a payment.</summary>
    internal static bool IsPlausible(DateTimeOffset time) => time >= Earliest && time <= Latest;

    /// <summary>Whether this is an id that the database can store: it refuses U+0000 and half surrogate pairs.</summary>
    internal static bool IsId([NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= LongestId } && ReadableText.IsText(id);

    /// <summary>Understands the answer.</summary>
    public PaymentObservation About(string paymentKey)
    {
        if (Id != paymentKey)
        {
            return PaymentObservation.CannotBeAsked("the answer is about another payment");
        }

        if (Times.Any(time => time is { } told && !IsPlausible(told)))
        {
            return PaymentObservation.CannotBeAsked("the answer has a time that cannot be");
        }

        return Status switch
        {
            "READY" => Seen(PaymentOutcome.NothingCaptured),
            "FAILED" => Seen(PaymentOutcome.Declined),
            "PAY_PENDING" => Seen(PaymentOutcome.MayStillBeCaptured),
            "VIRTUAL_ACCOUNT_ISSUED" => Seen(PaymentOutcome.VirtualAccountIssued),
            "PAID" or "PARTIAL_CANCELLED" => ReadCapture(),
            "CANCELLED" when HasSucceeded => ReadCapture(),
            "CANCELLED" when Cancellations is null || Cancellations.All(one => one?.Status == Failed) =>
                Seen(PaymentOutcome.KeyIsDead),
            "CANCELLED" => PaymentObservation.CannotBeAsked("a cancelled payment whose cancellation is not finished"),
            _ => PaymentObservation.CannotBeAsked("the answer has an unknown status"),
        };
    }

    private IEnumerable<DateTimeOffset?> Times =>
        [RequestedAt, PaidAt, .. (Cancellations ?? []).SelectMany(one => new[] { one?.RequestedAt, one?.CancelledAt })];

    private bool HasSucceeded => Cancellations?.Any(one => one?.Status == CancellationAnswer.Succeeded) == true;

    private Attempt? Attempt =>
        IsId(TransactionId) && RequestedAt is { } at
            ? new(TransactionId, at.ToUniversalTime(), HasFailed: Status == Failed, Status == Failed ? FailureText.Read(Failure) : null)
            : null;

    private PaymentObservation Seen(PaymentOutcome outcome) => new(outcome) { Attempt = Attempt };

    private PaymentObservation ReadCapture()
    {
        if (Amount is not { Total: > 0 and var total, TaxFree: >= 0 and var taxFree }
            || Currency is not { Length: CurrencyLength } || !Currency.All(char.IsAsciiLetter)
            || !IsId(TransactionId))
        {
            return PaymentObservation.CannotBeAsked("a captured payment without its amount, currency or transaction");
        }

        // What is not told does not differ: an order never ends, and money is never owed, for want of these.
        if (StoreId is not { Length: > 0 } || Channel?.Type is not (Live or Test))
        {
            return PaymentObservation.CannotBeAsked("a captured payment without its store or its channel");
        }

        if (ReadCancellations(total) is not { } cancellations)
        {
            return PaymentObservation.CannotBeAsked("cancellations that do not fit the amounts or the status");
        }

        return new(PaymentOutcome.Captured)
        {
            Attempt = Attempt,
            Capture = new(
                TransactionId, total, taxFree, Currency, StoreId, Channel.Type == Live, PaidAt?.ToUniversalTime()),
            Cancellations = cancellations,
            Unfinished = [.. (Cancellations ?? []).Where(one => one?.Status != CancellationAnswer.Succeeded)
                .Select(one => new UnfinishedCancellation(
                    one?.Id ?? "", one?.RefundId, HasFailed: one?.Status == CancellationAnswer.Failed))],
            RefundNeedsAccount = Method?.Type == VirtualAccount,
            Disputes = Dispute.ReadAll(Disputes),
        };
    }

    /// <summary>
    /// The cancellations that have succeeded; null when they contradict themselves, the sum that PortOne tells beside
    /// them, or the status, which says that there is one.
    /// </summary>
    private List<Cancellation>? ReadCancellations(long total)
    {
        var cancellations = new List<Cancellation>();
        var left = total;
        foreach (var one in Cancellations ?? [])
        {
            if (one?.Status != CancellationAnswer.Succeeded)
            {
                continue;
            }

            if (one.AsSucceeded() is not { } cancellation
                || cancellation.AmountMinor > left
                || cancellations.Any(other => other.Id == cancellation.Id))
            {
                return null;
            }

            left -= cancellation.AmountMinor;
            cancellations.Add(cancellation);
        }

        var isIncomplete = Status != "PAID" && cancellations.Count == 0;
        return isIncomplete || (Amount?.Cancelled is { } told && told != total - left) ? null : cancellations;
    }
}

/// <summary>The channel that was paid through.</summary>
internal sealed record ChannelAnswer(string? Type);

/// <summary>Amounts in the minor unit. What was paid in the end depends on discounts and proves nothing.</summary>
internal sealed record AmountAnswer(long? Total, long? TaxFree, long? Cancelled);

/// <summary>Why an attempt failed.</summary>
internal static class FailureText
{
    private const int MaxLength = 500;

    /// <summary>
    /// The payment company's own words, which its acceptance review wants shown unchanged, or else PortOne's. Null if
    /// there are none; cut at 500 characters and without U+0000, which PostgreSQL's text cannot hold.
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

/// <summary>How it was paid.</summary>
internal sealed record MethodAnswer(string? Type);

/// <summary>PortOne's errors: only the type is certain.</summary>
internal sealed record ErrorAnswer(string? Type);

using Shop.Commerce.Disputes;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>The money of an order. Changed under the order's lock only, and never backwards.</summary>
public sealed class Payment
{
    private readonly List<PaymentDispute> _disputes = [];
    private readonly List<Refund> _refunds = [];

    private Payment()
    {
    }

    /// <summary>PortOne's paymentId: ours, and stored before the window opens.</summary>
    public string Key { get; private set; } = "";

    public Guid OrderId { get; private set; }

    public Order Order { get; private set; } = null!;

    public OrderStatus OrderStatus { get; private set; }

    public PaymentStatus Status { get; private set; }

    /// <summary>What was captured, in the minor unit of <see cref="Currency"/>.</summary>
    public long? CapturedMinor { get; private set; }

    public string? Currency { get; private set; }

    public long RefundedMinor { get; private set; }

    /// <summary>On its way back: asked for, and not known to have arrived or to have been refused.</summary>
    public long RefundingMinor { get; private set; }

    /// <summary>PortOne returns it only to an account that somebody has to name.</summary>
    public bool NeedsAccount { get; private set; }

    public DebtReason? OwedBecause { get; private set; }

    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>The newest attempt in PortOne's window that we know of.</summary>
    public string? AttemptId { get; private set; }

    public DateTimeOffset? AttemptedAt { get; private set; }

    public bool AttemptFailed { get; private set; }

    /// <summary>
    /// Why the newest attempt failed, in the payment company's words, for the shopper. Read it only while
    /// <see cref="AttemptFailed"/>: a replica of an earlier version leaves it as it is.
    /// </summary>
    public string? FailureText { get; private set; }

    public IReadOnlyList<Refund> Refunds => _refunds;

    public IReadOnlyList<PaymentDispute> Disputes => _disputes;

    /// <summary>What was captured and has not gone back for certain.</summary>
    public long RestMinor => (CapturedMinor ?? 0) - RefundedMinor;

    /// <summary>The one refund that is under way.</summary>
    public Refund? OpenRefund => _refunds.SingleOrDefault(refund => refund.IsOpen);

    internal static Payment For(Order order) => new()
    {
        Key = PaymentKey.New(),
        OrderId = order.Id,
        Order = order,
        OrderStatus = order.Status,
        Status = PaymentStatus.Pending,
    };

    internal void Follow(OrderStatus order) => OrderStatus = order;

    /// <summary>Remembers the newest attempt and whether it failed; false when there is nothing new in it.</summary>
    internal bool Remember(Attempt attempt)
    {
        if (AttemptedAt > attempt.At || (AttemptId == attempt.Id && (AttemptFailed || !attempt.HasFailed)))
        {
            return false;
        }

        (AttemptId, AttemptedAt, AttemptFailed) = (attempt.Id, attempt.At, attempt.HasFailed);
        FailureText = attempt.FailureText;
        return true;
    }

    /// <summary>The capture buys the order: it is its total, in won.</summary>
    public void MarkPaid(Capture capture, DateTimeOffset now)
    {
        if (capture.Currency != "KRW" || capture.TotalMinor != Order.TotalWon)
        {
            throw new InvalidOperationException(
                $"{capture.TotalMinor} {capture.Currency} do not buy an order of {Order.TotalWon} KRW.");
        }

        MoveTo(PaymentStatus.Paid, PaymentStatus.Pending);
        Record(capture, now);
    }

    /// <summary>The capture cannot buy the order: all of it goes back.</summary>
    public void OweRefund(Capture capture, DebtReason because, DateTimeOffset now)
    {
        MoveTo(PaymentStatus.RefundDue, PaymentStatus.Pending, PaymentStatus.Cancelled);
        Record(capture, now);
        OwedBecause = because;
    }

    /// <summary>The order ended, and nothing was captured.</summary>
    public void Close() => MoveTo(PaymentStatus.Cancelled, PaymentStatus.Pending);

    /// <summary>What it had bought is cancelled or returned: the whole rest goes back.</summary>
    public void OweTheRest(DebtReason because)
    {
        MoveTo(PaymentStatus.RefundDue, PaymentStatus.Paid);
        OwedBecause = because;
    }

    /// <summary>The deposit waits for the number of an account.</summary>
    public void AskForAccount() => NeedsAccount = true;

    /// <summary>Decides a refund, before PortOne is asked for it. It counts as given back from now on.</summary>
    public Refund BeginRefund(long amountMinor, long taxFreeMinor, DateTimeOffset now)
    {
        if (OpenRefund is not null || amountMinor > RestMinor
            || Status is not (PaymentStatus.Paid or PaymentStatus.RefundDue))
        {
            throw new InvalidOperationException(
                $"{amountMinor} of payment {Key} cannot be given back: it is {Status}, {RestMinor} is left of it and "
                + $"{RefundingMinor} on its way.");
        }

        var refund = Refund.Open(this, amountMinor, taxFreeMinor, now);
        _refunds.Add(refund);
        RefundingMinor += amountMinor;
        return refund;
    }

    /// <summary>The refund did not happen and never will.</summary>
    public void EndRefund(Refund refund)
    {
        refund.MarkRefused();
        RefundingMinor -= refund.AmountMinor;
    }

    /// <summary>
    /// What the shop gives back of its own will it still gives back when a refund of it did not happen: as much of it
    /// as is left. A debt needs no second word: the whole rest of it is asked for in any case. Nothing is begun again
    /// where an equal cancellation was made with the shop's own secret: nobody else has it, so it was this refund, and
    /// its reason came back altered.
    /// </summary>
    public Refund? BeginAgain(Refund refused, DateTimeOffset now)
    {
        var amountMinor = Math.Min(refused.AmountMinor, RestMinor);
        return Status == PaymentStatus.Paid && amountMinor > 0
                && !_refunds.Any(one => one.IsByTheShopsSecret && one.AmountMinor == refused.AmountMinor)
            ? BeginRefund(amountMinor, Math.Min(refused.TaxFreeMinor, amountMinor), now)
            : null;
    }

    /// <summary>
    /// Follows the refund under way through an observation. True when it can never succeed: it failed, or others took
    /// so much that what is left does not hold it any more. A smaller balance alone proves nothing, because the refund
    /// may have been let through before: it is sent again, and its own answer tells.
    /// </summary>
    public bool FollowOpenRefund(PaymentObservation seen)
    {
        if (OpenRefund is not { } refund || seen.Cancellations.Any(one => IsOf(refund, one)))
        {
            return false;
        }

        var unfinished = seen.Unfinished.FirstOrDefault(one => one.RefundId == refund.Id);
        if (unfinished is { HasFailed: true } || RefundedMinor + Fresh(seen) + RefundingMinor > CapturedMinor)
        {
            return true;
        }

        if (unfinished is not null)
        {
            refund.MarkRequested();
        }

        return false;
    }

    /// <summary>Adds a cancellation that PortOne reports, the shop's own or another; false when it is known.</summary>
    public bool RecordGivenBack(Cancellation cancellation, DateTimeOffset now)
    {
        if (_refunds.Any(refund => refund.CancellationId == cancellation.Id))
        {
            return false;
        }

        if (OpenRefund is { } open && IsOf(open, cancellation))
        {
            open.MarkSucceeded(cancellation, now);
            RefundingMinor -= open.AmountMinor;
        }
        else
        {
            _refunds.Add(Refund.SeenAtPortOne(this, cancellation, now));
        }

        RefundedMinor += cancellation.AmountMinor;
        if (RefundedMinor + RefundingMinor > CapturedMinor)
        {
            throw new InvalidOperationException($"More of payment {Key} would have gone back than was captured.");
        }

        if (RefundedMinor == CapturedMinor)
        {
            MoveTo(PaymentStatus.Refunded, PaymentStatus.Paid, PaymentStatus.RefundDue);
        }

        return true;
    }

    /// <summary>
    /// Records disputes that are new or have another status, and returns them. One that is no longer listed stays.
    /// </summary>
    internal IReadOnlyList<PaymentDispute> RecordDisputes(IEnumerable<Dispute> seen, DateTimeOffset now)
    {
        var changed = new List<PaymentDispute>();
        foreach (var told in seen)
        {
            if (_disputes.FirstOrDefault(one => one.Id == told.Id) is not { } known)
            {
                _disputes.Add(PaymentDispute.Of(Key, told, now));
                changed.Add(_disputes[^1]);
            }
            else if (known.Follow(told, now))
            {
                changed.Add(known);
            }
        }

        return changed;
    }

    /// <summary>What is recorded of the capture; null before there is one. Its transaction is in the ledger.</summary>
    internal RecordedCapture? RecordedCapture(IEnumerable<PaymentEvent> ledger) => CapturedMinor is { } total
        ? new(
            ledger.FirstOrDefault(one => one.Event is PaymentEventKind.Paid or PaymentEventKind.RefundDue)?.Reference,
            total,
            Currency!,
            _refunds.Where(refund => refund is { Status: RefundStatus.Succeeded, CancellationId: not null })
                .ToDictionary(refund => refund.CancellationId!, refund => refund.AmountMinor))
        : null;

    private long Fresh(PaymentObservation seen) => seen.Cancellations
        .Where(one => _refunds.All(refund => refund.CancellationId != one.Id)).Sum(one => one.AmountMinor);

    private static bool IsOf(Refund refund, Cancellation cancellation) =>
        cancellation.RefundId == refund.Id && cancellation.AmountMinor == refund.AmountMinor;

    private void Record(Capture capture, DateTimeOffset now) =>
        (CapturedMinor, Currency, PaidAt) = (capture.TotalMinor, capture.Currency, capture.PaidAt ?? now);

    private void MoveTo(PaymentStatus next, params ReadOnlySpan<PaymentStatus> from)
    {
        if (!from.Contains(Status))
        {
            throw new InvalidOperationException($"Payment {Key} is {Status} and cannot become {next}.");
        }

        Status = next;
    }
}

// The payment of an order and the transitions of its status. What prevents a second payment of an order:
// - An order has one payment (one_payment_per_order), and Payment.For gives it its only key.
// - A payment key succeeds once at PortOne: it may be attempted several times, but an attempt on a paid key fails
//   (PortOne's checkout guide and browser SDK).
// - PlaceOrder makes one order of a cart (one_order_per_cart), and answers a request for the content of a pending order
//   with that order (one_pending_order_per_content).
// - MarkPaid and RefundCapture require a payment without a capture, and the ledger holds one capture of a payment
//   (one_capture_per_payment). A capture after the order has ended is refunded (RefundCapture).
// The last resort: if PortOne reports two captures of a key, ReadPortOneEvents.LogSecondCapture logs an error, which
// alerts the operator, who refunds the surplus in PortOne's console.
using Shop.Commerce.Jobs;

namespace Shop.Commerce.Payments;

/// <summary>The payment of an order. It changes only under the order's lock, and its status never moves back.</summary>
public sealed partial class Payment
{
    // PortOne's clock may be behind ours.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(10);

    private readonly List<Refund> _refunds = [];

    private Payment() { }

    /// <summary>PortOne's paymentId. The shop generates it and stores it before the payment window opens.</summary>
    public string Key { get; private set; } = "";

    public Guid OrderId { get; private set; }
    public Order Order { get; private set; } = null!;
    public OrderStatus OrderStatus { get; private set; }
    public PaymentStatus Status { get; private set; }

    /// <summary>The captured amount, in the minor unit of <see cref="Currency"/>; null before a capture.</summary>
    public long? CapturedMinor { get; private set; }

    public string? Currency { get; private set; }
    public long RefundedMinor { get; private set; }

    /// <summary>The amount of the open refund: decided, and neither succeeded nor rejected yet.</summary>
    public long RefundingMinor { get; private set; }

    /// <summary>The payment was a deposit: PortOne refunds it only to a bank account that the shopper names.</summary>
    public bool NeedsBankAccount { get; private set; }

    public RefundReason? RefundReason { get; private set; }
    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>The newest known attempt in PortOne's payment window.</summary>
    public string? AttemptId { get; private set; }

    public DateTimeOffset? AttemptedAt { get; private set; }
    public bool AttemptFailed { get; private set; }

    /// <summary>
    /// Why the newest attempt failed, in the payment company's words, for the shopper.
    /// </summary>
    public string? FailureText { get; private set; }

    public IReadOnlyList<Refund> Refunds => _refunds;

    /// <summary>What was captured and not refunded; it includes the open refund.</summary>
    public long RefundableMinor => (CapturedMinor ?? 0) - RefundedMinor;

    /// <summary>The open refund; a payment has one at most.</summary>
    public Refund? OpenRefund => _refunds.SingleOrDefault(refund => refund.IsOpen);

    internal static Payment For(Order order)
    {
        var payment = new Payment
        {
            Key = PaymentKey.New(),
            OrderId = order.Id,
            Order = order,
            OrderStatus = order.Status,
            Status = PaymentStatus.Pending,
        };
        payment.UpdateJobs(order.PlacedAt);
        return payment;
    }

    internal void SetOrderStatus(OrderStatus order) => OrderStatus = order;

    /// <summary>Records the newest attempt and whether it failed; false if nothing changes.</summary>
    internal bool RecordAttempt(Attempt attempt)
    {
        if (AttemptedAt > attempt.At || (AttemptId == attempt.Id && (AttemptFailed || !attempt.HasFailed)))
        {
            return false;
        }

        (AttemptId, AttemptedAt, AttemptFailed) = (attempt.Id, attempt.At, attempt.HasFailed);
        FailureText = attempt.FailureText;
        return true;
    }

    /// <summary>Records a capture that pays for the order.</summary>
    /// <exception cref="InvalidOperationException">It is not the order's total in won.</exception>
    public void MarkPaid(Capture capture, DateTimeOffset now)
    {
        if (capture.Currency != Currencies.Won || capture.TotalMinor != Order.TotalWon)
        {
            throw new InvalidOperationException(
                $"{capture.TotalMinor} {capture.Currency} do not pay for an order of {Order.TotalWon} KRW.");
        }

        MoveTo(PaymentStatus.Paid, PaymentStatus.Pending);
        Record(capture, now);
    }

    /// <summary>Records a capture that is not accepted for the order: all of it must be refunded.</summary>
    public void RefundCapture(Capture capture, RefundReason reason, DateTimeOffset now)
    {
        MoveTo(PaymentStatus.RefundDue, PaymentStatus.Pending, PaymentStatus.Closed);
        Record(capture, now);
        RefundReason = reason;
    }

    /// <summary>Closes a payment whose order ended without a capture.</summary>
    public void Close() => MoveTo(PaymentStatus.Closed, PaymentStatus.Pending);

    /// <summary>
    /// The order is cancelled or its goods are returned: everything not yet refunded must be refunded. Saving adds the
    /// REFUND job. A job of a partial refund is due at once, even if that refund was rejected and waits.
    /// </summary>
    public void RequireFullRefund(RefundReason reason, DateTimeOffset now)
    {
        MoveTo(PaymentStatus.RefundDue, PaymentStatus.Paid);
        RefundReason = reason;
        _jobs.Find(job => job.Kind == PaymentJobKind.Refund)?.Restart(now);
    }

    /// <summary>Records that the refund needs a bank account.</summary>
    public void RequireBankAccount() => NeedsBankAccount = true;

    /// <summary>
    /// Opens a refund, before it is sent to PortOne. Its amount is added to <see cref="RefundingMinor"/> immediately.
    /// </summary>
    public Refund BeginRefund(long amountMinor, long taxFreeMinor, DateTimeOffset now) =>
        BeginRefund(amountMinor, taxFreeMinor, requestedAt: now, now);

    private Refund BeginRefund(long amountMinor, long taxFreeMinor, DateTimeOffset requestedAt, DateTimeOffset now)
    {
        if (OpenRefund is not null || amountMinor > RefundableMinor
            || Status is not (PaymentStatus.Paid or PaymentStatus.RefundDue))
        {
            throw new InvalidOperationException(
                $"{amountMinor} of payment {Key} cannot be refunded: it is {Status}, {RefundableMinor} is not "
                + $"refunded, and a refund of {RefundingMinor} is open.");
        }

        var refund = Refund.Open(this, amountMinor, taxFreeMinor, requestedAt, now);
        _refunds.Add(refund);
        RefundingMinor += amountMinor;
        return refund;
    }

    /// <summary>Ends a refund that did not happen and never will.</summary>
    public void RejectRefund(Refund refund)
    {
        refund.MarkRejected();
        RefundingMinor -= refund.AmountMinor;
    }

    /// <summary>
    /// Opens a new refund for a rejected partial refund, capped at the amount that is not refunded yet. Returns null if
    /// the payment is not <see cref="PaymentStatus.Paid"/>: a payment that must be fully refunded gets a refund of the
    /// whole rest anyway. Also returns null if PortOne lists a cancellation of the same amount made with the shop's API
    /// secret since the refund was first requested. Only the shop has the secret, so that cancellation was this refund,
    /// with its reason altered by PortOne.
    /// </summary>
    public Refund? Reissue(Refund rejected, DateTimeOffset now)
    {
        var amountMinor = Math.Min(rejected.AmountMinor, RefundableMinor);
        var since = rejected.RequestedAt - MaxClockSkew;
        return Status == PaymentStatus.Paid && amountMinor > 0
                && !_refunds.Any(refund => refund.IsMadeWithOurSecret && refund.AmountMinor == rejected.AmountMinor
                    && refund.RequestedAt >= since)
            ? BeginRefund(amountMinor, Math.Min(rejected.TaxFreeMinor, amountMinor), rejected.RequestedAt, now)
            : null;
    }

    /// <summary>
    /// Updates the open refund from a snapshot. Returns true if the refund can never succeed: PortOne reports it as
    /// failed, or other cancellations left too little for it. A balance below the frozen one is no proof, because the
    /// refund itself may have reduced it. Such a refund is sent again, and the response decides.
    /// </summary>
    public bool UpdateOpenRefund(PaymentSnapshot snapshot)
    {
        if (OpenRefund is not { } refund
            || snapshot.Cancellations.Any(cancellation => IsCancellationOf(refund, cancellation)))
        {
            return false;
        }

        var unfinished = snapshot.Unfinished.FirstOrDefault(cancellation => cancellation.RefundId == refund.Id);
        if (unfinished is { HasFailed: true }
            || RefundedMinor + UnrecordedMinor(snapshot) + RefundingMinor > CapturedMinor)
        {
            return true;
        }

        if (unfinished is not null)
        {
            refund.MarkRequested();
        }

        return false;
    }

    /// <summary>
    /// Records a cancellation that PortOne reports, of the shop's refund or from outside; false if it is already
    /// recorded.
    /// </summary>
    /// <exception cref="InvalidOperationException">More would be refunded than was captured.</exception>
    public bool RecordRefund(Cancellation cancellation, DateTimeOffset now)
    {
        if (_refunds.Any(refund => refund.CancellationId == cancellation.Id))
        {
            return false;
        }

        if (OpenRefund is { } open && IsCancellationOf(open, cancellation))
        {
            open.MarkSucceeded(cancellation, now);
            RefundingMinor -= open.AmountMinor;
        }
        else
        {
            _refunds.Add(Refund.FromProvider(this, cancellation, now));
        }

        RefundedMinor += cancellation.AmountMinor;
        if (RefundedMinor + RefundingMinor > CapturedMinor)
        {
            throw new InvalidOperationException($"The refunds of payment {Key} would exceed its capture.");
        }

        if (RefundedMinor == CapturedMinor)
        {
            MoveTo(PaymentStatus.Refunded, PaymentStatus.Paid, PaymentStatus.RefundDue);
        }

        return true;
    }

    /// <summary>The recorded capture; null if there is none. The ledger has the id of its transaction.</summary>
    internal RecordedCapture? RecordedCapture(IEnumerable<LedgerEntry> ledger) => CapturedMinor is { } total
        ? new(
            ledger.FirstOrDefault(entry => entry.Event is LedgerEntryKind.Paid or LedgerEntryKind.RefundDue)?.Reference,
            total,
            Currency!,
            _refunds.Where(refund => refund is { Status: RefundStatus.Succeeded, CancellationId: not null })
                .ToDictionary(refund => refund.CancellationId!, refund => refund.AmountMinor))
        : null;

    /// <summary>The amount of the cancellations that are not recorded yet.</summary>
    private long UnrecordedMinor(PaymentSnapshot snapshot) => snapshot.Cancellations
        .Where(cancellation => _refunds.All(refund => refund.CancellationId != cancellation.Id))
        .Sum(cancellation => cancellation.AmountMinor);

    private static bool IsCancellationOf(Refund refund, Cancellation cancellation) =>
        cancellation.RefundId == refund.Id && cancellation.AmountMinor == refund.AmountMinor;

    private void Record(Capture capture, DateTimeOffset now) =>
        (CapturedMinor, Currency, PaidAt) =
        (capture.TotalMinor, capture.Currency, (capture.PaidAt ?? now).ToMicroseconds());

    private void MoveTo(PaymentStatus next, params ReadOnlySpan<PaymentStatus> from)
    {
        if (!from.Contains(Status))
        {
            throw new InvalidOperationException($"Payment {Key} is {Status} and cannot become {next}.");
        }

        Status = next;
    }
}

using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>The money of an order. Changed under the order's lock only, and never backwards.</summary>
public sealed class Payment
{
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

    public DebtReason? OwedBecause { get; private set; }

    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>The newest attempt in PortOne's window that we know of.</summary>
    public string? AttemptId { get; private set; }

    public DateTimeOffset? AttemptedAt { get; private set; }

    public bool AttemptFailed { get; private set; }

    public IReadOnlyList<Refund> Refunds => _refunds;

    internal static Payment For(Order order) => new()
    {
        Key = PaymentKey.New(),
        OrderId = order.Id,
        OrderStatus = order.Status,
        Status = PaymentStatus.Pending,
    };

    internal void Follow(OrderStatus order) => OrderStatus = order;

    /// <summary>Remembers the newest attempt and whether it failed; false when there is nothing new in it.</summary>
    internal bool Remember(Attempt attempt)
    {
        if (AttemptedAt > attempt.At || (AttemptId == attempt.Id && AttemptFailed == attempt.HasFailed))
        {
            return false;
        }

        (AttemptId, AttemptedAt, AttemptFailed) = (attempt.Id, attempt.At, attempt.HasFailed);
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

    /// <summary>Adds a cancellation that PortOne reports; false when it is known.</summary>
    public bool RecordGivenBack(Cancellation cancellation, DateTimeOffset now)
    {
        if (_refunds.Any(refund => refund.CancellationId == cancellation.Id))
        {
            return false;
        }

        if (RefundedMinor + cancellation.AmountMinor > CapturedMinor)
        {
            throw new InvalidOperationException($"More of payment {Key} would have gone back than was captured.");
        }

        _refunds.Add(Refund.SeenAtPortOne(this, cancellation, now));
        RefundedMinor += cancellation.AmountMinor;
        if (RefundedMinor == CapturedMinor)
        {
            MoveTo(PaymentStatus.Refunded, PaymentStatus.Paid, PaymentStatus.RefundDue);
        }

        return true;
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

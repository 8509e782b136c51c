// The work that is due on a payment. Payment creates and removes its jobs with its own changes, in the same
// transaction; the schema refuses a payment that lacks a job it needs. PaymentJobs claims and reschedules them.
namespace Shop.Commerce.Jobs;

public enum PaymentJobKind
{
    /// <summary>Retrieve a pending payment from PortOne.</summary>
    Check,

    /// <summary>Expire an order whose time to pay is over.</summary>
    Expire,

    /// <summary>Refund what must be refunded, or continue an open refund.</summary>
    Refund,

    /// <summary>
    /// Retrieve a payment once, whatever its status: a webhook or the reconciliation has reported it.
    /// </summary>
    Reconcile,
}

/// <summary>A job on a payment, as its payment sees it.</summary>
public sealed class PaymentJob
{
    private PaymentJob() { }

    internal PaymentJob(string paymentKey, PaymentJobKind kind, DateTimeOffset dueAt) =>
        (PaymentKey, Kind, DueAt) = (paymentKey, kind, dueAt);

    public string PaymentKey { get; private set; } = "";
    public PaymentJobKind Kind { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public int Attempts { get; private set; }
    public DateTimeOffset? ClaimedUntil { get; private set; }

    internal void MoveTo(DateTimeOffset dueAt) => DueAt = dueAt;

    /// <summary>Makes the job due as if it were new. A run in progress does not change it any more.</summary>
    internal void Restart(DateTimeOffset now) => (DueAt, Attempts, ClaimedUntil) = (now, 0, null);
}

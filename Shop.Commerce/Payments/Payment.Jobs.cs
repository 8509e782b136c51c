// The jobs of a payment. Every save of a payment calls UpdateJobs (LockedOrder), which adds and removes them, and the
// schema refuses a commit in which a payment lacks a job that it needs. A refund is scheduled in these places:
//   UpdateJobs adds the REFUND job, due at once, while the payment is REFUND_DUE or a refund is open;
//   Payment.RequireFullRefund makes an existing REFUND job due at once;
//   RunPaymentJobs.AfterRefund sets the wait before the next run;
//   RefundPayment.RetryAt is the earliest time to send a new refund after rejected ones.
using Shop.Commerce.Jobs;

namespace Shop.Commerce.Payments;

public sealed partial class Payment
{
    private static readonly TimeSpan FirstCheckAfter = TimeSpan.FromSeconds(5);

    private readonly List<PaymentJob> _jobs = [];

    /// <summary>The jobs that this payment needs. A RECONCILE job is not among them: the worker ends it.</summary>
    public IReadOnlyList<PaymentJob> Jobs => _jobs;

    /// <summary>
    /// Adds the jobs that the status requires and removes the others: a pending payment is checked and expires, and
    /// money to refund is refunded.
    /// </summary>
    internal void UpdateJobs(DateTimeOffset now)
    {
        var isPending = Status == PaymentStatus.Pending;
        Need(PaymentJobKind.Check, isPending, now + FirstCheckAfter);
        Need(PaymentJobKind.Expire, isPending, Order.ExpiresAt)?.MoveTo(Order.ExpiresAt);
        Need(PaymentJobKind.Refund, Status == PaymentStatus.RefundDue || RefundingMinor > 0, now);

        PaymentJob? Need(PaymentJobKind kind, bool isNeeded, DateTimeOffset dueAt)
        {
            var job = _jobs.Find(job => job.Kind == kind);
            if (isNeeded && job is null)
            {
                _jobs.Add(job = new(Key, kind, dueAt));
            }
            else if (!isNeeded && job is not null)
            {
                _jobs.Remove(job);
            }

            return isNeeded ? job : null;
        }
    }
}

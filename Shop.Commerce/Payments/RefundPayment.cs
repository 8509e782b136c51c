// Money that is owed goes back, once. PortOne is asked before each sending, and what it tells is recorded (that is
// CompletePayment's work): a cancellation whose reason carries our id is ours, any other came from outside. Its absence
// proves nothing, so an open refund is sent again exactly as it was written, under the same Idempotency-Key, also when
// the balance that it froze is gone: its own answer tells what became of it. Only when none is open is the rest worked
// out anew, under the order's lock, and frozen into a new row before it is sent.
// Nothing but PortOne's own word ends a refund: an answer that is lost leaves it unknown, for as long as it takes.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>How far it came.</summary>
public enum RefundProgress
{
    /// <summary>Nothing is owed or on its way any more.</summary>
    Done,

    /// <summary>PortOne works on it, or on somebody else's cancellation of this payment.</summary>
    UnderWay,

    /// <summary>Nobody knows what became of it.</summary>
    Unknown,

    /// <summary>PortOne refused it; what is still owed is asked for anew later.</summary>
    Refused,

    /// <summary>It goes back only to an account that somebody has to name.</summary>
    NeedsAccount,
}

/// <summary>Gives back what is owed of a payment, or carries on with a refund that is under way.</summary>
public sealed class RefundPayment(
    CommerceDb db, CompletePayment complete, PortOneClient portOne, LockOrder lockOrder, MoneySettings settings,
    TimeProvider clock, MoneyMetrics metrics, ILogger<RefundPayment> logger)
{
    public async Task<RefundProgress> RunAsync(string paymentKey, CancellationToken ct)
    {
        if (await AskAsync(paymentKey, ct) is not { } seen)
        {
            return RefundProgress.Unknown;
        }

        var (progress, orderId, command) = await PrepareAsync(paymentKey, seen, ct);
        if (command is null)
        {
            logger.LogInformation(
                "Payment {PaymentKey} of order {OrderId}: nothing is sent back now, so {Progress}",
                paymentKey, orderId, progress);
            return progress;
        }

        var outcome = await portOne.CancelAsync(command, settings.RefundTimeout, ct);
        progress = outcome switch
        {
            CancelOutcome.Succeeded(var cancellation) => await SucceedAsync(command, cancellation, ct),
            CancelOutcome.Refused(var because) => await RefuseAsync(command, because, ct),
            CancelOutcome.Requested => RefundProgress.UnderWay,
            CancelOutcome.Unknown => RefundProgress.Unknown,
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        metrics.Refunded(progress);
        logger.LogInformation(
            "Refund {RefundId} of payment {PaymentKey} of order {OrderId}, {AmountMinor} in its minor unit: PortOne "
            + "says {Outcome}, so {Progress}",
            command.RefundId, paymentKey, orderId, command.AmountMinor, Words(outcome), progress);
        return progress;
    }

    /// <summary>What PortOne says, recorded; null when it cannot be asked.</summary>
    private async Task<PaymentObservation?> AskAsync(string paymentKey, CancellationToken ct)
    {
        var stands = await complete.RunAsync(paymentKey, Reporter.Sweep, shopperId: null, ct);
        return stands?.Seen is { Outcome: PaymentOutcome.Captured } seen ? seen : null;
    }

    /// <summary>What is to be sent, written down before it is; or why nothing is.</summary>
    private async Task<(RefundProgress Progress, Guid OrderId, CancelCommand? Command)> PrepareAsync(
        string paymentKey, PaymentObservation seen, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (order, _) = await lockOrder.RunAsync(paymentKey, ct);
        var payment = order.Payment;
        if (payment.OpenRefund is null && payment.Status != PaymentStatus.RefundDue)
        {
            return (RefundProgress.Done, order.Id, null);
        }

        if (seen.RefundNeedsAccount)
        {
            payment.AskForAccount();
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return (RefundProgress.NeedsAccount, order.Id, null);
        }

        // What PortOne told may be older than what stands: then the next round asks again.
        if (seen.IsBeingCancelled || (payment.OpenRefund is null && seen.CancellableMinor != payment.RestMinor))
        {
            return (RefundProgress.UnderWay, order.Id, null);
        }

        var refund = payment.OpenRefund
            ?? Begin(payment, payment.RestMinor, Math.Min(seen.CancellableTaxFreeMinor, payment.RestMinor));
        await db.SaveChangesAsync(ct); // It is written before it is sent: a refund begins UNSENT.
        refund.MarkSent();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (RefundProgress.Unknown, order.Id, new(
            refund.Id, payment.Key, refund.AmountMinor, refund.TaxFreeMinor, refund.CancellableMinor!.Value,
            refund.Reason));
    }

    private async Task<RefundProgress> SucceedAsync(
        CancelCommand command, Cancellation cancellation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (order, _) = await lockOrder.RunAsync(command.PaymentKey, ct);
        var now = clock.GetUtcNow();
        if (order.Payment.RecordGivenBack(cancellation, now)) // False when somebody has reported it in the meantime.
        {
            order.EndWhenAllIsGivenBack(now);
            db.PaymentEvents.Add(new(
                order.Payment, PaymentEventKind.GivenBack, Reporter.Sweep, now, cancellation.AmountMinor,
                reference: cancellation.Id));
        }
        else if (order.Payment.OpenRefund is { } open && open.Id == command.RefundId)
        {
            // It was reported without our id, and has its row: this one is not given back beside it.
            order.Payment.EndRefund(open);
            Record(order.Payment, PaymentEventKind.RefundRefused, open);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);

        return order.Payment is { OpenRefund: null, Status: not PaymentStatus.RefundDue }
            ? RefundProgress.Done
            : RefundProgress.UnderWay;
    }

    /// <summary>
    /// An earlier sending may have gone through and be what this one is refused for, so PortOne is asked before the
    /// refund is ended. A part that the shop gives back of its own will is then asked for anew; of a debt the whole
    /// rest is, next time.
    /// </summary>
    private async Task<RefundProgress> RefuseAsync(CancelCommand command, string because, CancellationToken ct)
    {
        logger.LogWarning(
            "PortOne refused refund {RefundId} of payment {PaymentKey}: {Because}", command.RefundId,
            command.PaymentKey, because);
        if (await AskAsync(command.PaymentKey, ct) is not { } seen)
        {
            return RefundProgress.Unknown;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (order, _) = await lockOrder.RunAsync(command.PaymentKey, ct);
        var payment = order.Payment;
        if (payment.OpenRefund?.Id != command.RefundId)
        {
            return payment is { OpenRefund: null, Status: not PaymentStatus.RefundDue }
                ? RefundProgress.Done
                : RefundProgress.Refused; // Ended by what PortOne told.
        }

        if (seen.IsBeingCancelled || seen.Cancellations.Any(one => one.RefundId == command.RefundId))
        {
            return RefundProgress.UnderWay;
        }

        var refused = payment.OpenRefund;
        payment.EndRefund(refused);
        Record(payment, PaymentEventKind.RefundRefused, refused);
        if (payment.BeginAgain(refused, clock.GetUtcNow()) is { } again)
        {
            Record(payment, PaymentEventKind.RefundOpened, again);
        }
        else if (payment.Status == PaymentStatus.Paid)
        {
            logger.LogError(
                "Refund {RefundId} of order {OrderId} is not sent again: an equal cancellation was made meanwhile, or "
                + "nothing is left. Somebody must look at it", command.RefundId, order.Id);
        }

        // Both at once: a debt that was gone in between would begin anew, and be asked for again without a pause.
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return RefundProgress.Refused;
    }

    private Refund Begin(Payment payment, long amountMinor, long taxFreeMinor)
    {
        var refund = payment.BeginRefund(amountMinor, taxFreeMinor, clock.GetUtcNow());
        Record(payment, PaymentEventKind.RefundOpened, refund);
        return refund;
    }

    private void Record(Payment payment, PaymentEventKind kind, Refund refund) => db.PaymentEvents.Add(new(
        payment, kind, Reporter.Sweep, clock.GetUtcNow(), refund.AmountMinor, reference: $"{refund.Id:D}"));

    private static string Words(CancelOutcome outcome) => outcome switch
    {
        CancelOutcome.Refused(var because) => because,
        CancelOutcome.Unknown(var trouble) => trouble,
        _ => outcome.GetType().Name,
    };
}

// The one routine in which every report about a payment ends, whoever brings it: the shopper who returns from the
// window, the webhook, the sweep, the comparison. It believes none of them. It asks PortOne, then locks the order,
// reads it again, decides (Settle.cs), and writes payment, order and ledger together, or nothing; the stock of an order
// that ends follows in the same transaction (the schema sees to it). Any number of reports at the same moment settle a
// payment once.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>
/// What stands after a report; <paramref name="Answer"/> is what PortOne said, or null when it was not asked.
/// </summary>
public sealed record Completion(
    string PaymentKey, Guid OrderId, PaymentStatus Payment, OrderStatus Order, DebtReason? OwedBecause,
    PaymentOutcome? Answer)
{
    /// <summary>Unknown never turns into failed: nothing is known yet, or the money may still come.</summary>
    public bool MayStillBePaid => Answer is
        PaymentOutcome.CannotBeAsked or PaymentOutcome.MayStillBeCaptured or PaymentOutcome.VirtualAccountIssued;
}

/// <summary>Finds out what became of a payment and settles it.</summary>
public sealed class CompletePayment(
    CommerceDb db, PortOneClient portOne, PaymentTerms terms, TimeProvider clock, MoneyMetrics metrics,
    ILogger<CompletePayment> logger)
{
    // A shopper waits before a page: who gets no answer in time is told that it is being checked.
    private static readonly TimeSpan ShoppersPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan WorkersPatience = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Settles the payment; null when there is none, or none of <paramref name="shopperId"/>'s where one is given.
    /// </summary>
    public async Task<Completion?> RunAsync(string paymentKey, Reporter reporter, Guid? shopperId, CancellationToken ct)
    {
        var known = await db.Payments.AsNoTracking()
            .Where(payment => payment.Key == paymentKey && (shopperId == null || payment.Order.ShopperId == shopperId))
            .Select(payment => new Completion(
                payment.Key, payment.OrderId, payment.Status, payment.OrderStatus, payment.OwedBecause, null))
            .SingleOrDefaultAsync(ct);

        var isRepeat = known is { Payment: not (PaymentStatus.Pending or PaymentStatus.Cancelled) };
        if (known is null || (isRepeat && reporter == Reporter.Shopper))
        {
            return known; // No payment of theirs, or settled: what stands is answered, and nobody is asked.
        }

        // Asked before the lock is taken, so that a slow provider never holds a row.
        var patience = reporter == Reporter.Shopper ? ShoppersPatience : WorkersPatience;
        var asked = clock.GetTimestamp();
        var seen = await portOne.GetPaymentAsync(paymentKey, patience, ct);
        if (seen.Outcome == PaymentOutcome.CannotBeAsked)
        {
            logger.LogWarning(
                "PortOne cannot be asked about payment {PaymentKey}: {Trouble}", paymentKey, seen.Trouble);
            return known with { Answer = seen.Outcome };
        }

        if (seen.Outcome == PaymentOutcome.VirtualAccountIssued)
        {
            // Of the same patience: whoever sees the account next closes it, when there is none left.
            var left = patience - clock.GetElapsedTime(asked);
            await portOne.CloseVirtualAccountAsync(paymentKey, left > TimeSpan.Zero ? left : TimeSpan.Zero, ct);
        }

        return await RecordAsync(paymentKey, reporter, seen, ct);
    }

    private async Task<Completion> RecordAsync(
        string paymentKey, Reporter reporter, PaymentObservation seen, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (order, ledger) = await LockAsync(paymentKey, ct);
        var recorded = order.Payment.RecordedCapture(ledger);
        var decision = Settle.Decide(order.Payment.Status, recorded, order.TotalWon, seen, terms);
        Carry(decision, order, ledger, seen, reporter, clock.GetUtcNow());

        if (db.ChangeTracker.HasChanges())
        {
            db.Database.AutoSavepointsEnabled = false; // It is all or nothing; two exchanges less under the lock.
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            metrics.Decided(decision);
            logger.Log(
                decision.Verdict == Verdict.Contradiction ? LogLevel.Error : LogLevel.Information,
                "Payment {PaymentKey} of order {OrderId}, reported by {Reporter}: {Outcome}, so {Verdict} {Because}; "
                + "now {Payment}",
                paymentKey, order.Id, reporter, seen.Outcome, decision.Verdict, decision.Because, order.Payment.Status);
        }

        // A capture about which nothing can be said yet is answered like one about which nobody could be asked.
        var answer = decision.Verdict == Verdict.AwaitCancellation ? PaymentOutcome.CannotBeAsked : seen.Outcome;
        return new(paymentKey, order.Id, order.Payment.Status, order.Status, order.Payment.OwedBecause, answer);
    }

    /// <summary>
    /// Locked first and read after, in one exchange but as statements of their own: one that joined both could return a
    /// payment as it was before the lock was granted.
    /// </summary>
    private async Task<(Order Order, IReadOnlyList<PaymentEvent> Ledger)> LockAsync(
        string paymentKey, CancellationToken ct)
    {
        const string OfPayment = "(select order_id from payments where key = $1)";
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection())
        {
            BatchCommands =
            {
                Command($"select from orders where id = {OfPayment} for update"),
                Command($"select * from orders where id = {OfPayment}"),
                Command("select * from payments where key = $1"),
                Command("select * from refunds where payment_key = $1"),
                Command("select * from payment_events where payment_key = $1 order by seq"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var orders = await db.ReadTrackedAsync<Order>(reader, ct);
        await db.ReadTrackedAsync<Payment>(reader, ct);
        await db.ReadTrackedAsync<Refund>(reader, ct);
        var ledger = await db.ReadTrackedAsync<PaymentEvent>(reader, ct);
        return (orders.Single(), ledger);

        NpgsqlBatchCommand Command(string sql) => new(sql) { Parameters = { new() { Value = paymentKey } } };
    }

    private void Carry(
        Decision decision, Order order, IReadOnlyList<PaymentEvent> ledger, PaymentObservation seen, Reporter reporter,
        DateTimeOffset now)
    {
        var payment = order.Payment;
        switch (decision.Verdict)
        {
            case Verdict.LeaveAsItIs or Verdict.AwaitCancellation:
                break;
            case Verdict.RememberAttempt:
                if (seen.Attempt is { } attempt
                    && order.RememberAttempt(attempt)
                    && seen.Outcome is PaymentOutcome.Declined)
                {
                    Record(new(payment, PaymentEventKind.Declined, reporter, now, reference: attempt.Id));
                }

                break;
            case Verdict.Close:
                payment.Close();
                order.Cancel(now);
                Record(new(payment, PaymentEventKind.Closed, reporter, now));
                break;
            case Verdict.Buy:
                payment.MarkPaid(seen.Capture!, now);
                order.MarkReady(now);
                RecordCapture(PaymentEventKind.Paid);
                break;
            case Verdict.OweBack:
                payment.OweRefund(seen.Capture!, decision.Because!.Value, now);
                order.EndUnpaid(now);
                RecordCapture(PaymentEventKind.RefundDue);
                RecordGivenBack();
                break;
            case Verdict.RecordGivenBack:
                RecordGivenBack();
                break;
            case Verdict.Contradiction:
                var contradiction = PaymentEvent.Contradiction(payment, seen.Capture!, reporter, now);
                if (!ledger.Any(contradiction.SaysTheSameAs))
                {
                    Record(contradiction);
                }

                break;
            default:
                throw new InvalidOperationException($"Unknown verdict {decision.Verdict}.");
        }

        void RecordCapture(PaymentEventKind kind) => Record(new(
            payment, kind, reporter, now, payment.CapturedMinor, decision.Because, seen.Capture!.TransactionId));

        void RecordGivenBack()
        {
            foreach (var cancellation in seen.Cancellations.Where(one => payment.RecordGivenBack(one, now)))
            {
                Record(new(payment, PaymentEventKind.GivenBack, reporter, now, cancellation.AmountMinor,
                    reference: cancellation.Id));
            }

            order.EndWhenAllIsGivenBack(now);
        }
    }

    private void Record(PaymentEvent recorded) => db.PaymentEvents.Add(recorded);
}

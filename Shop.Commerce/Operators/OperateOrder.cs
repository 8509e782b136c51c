// Executes an operator's command on an order: ship, deliver, cancel or refund it. It uses the same lock, rules and
// ledger as a shopper's acts. It retrieves the payment from PortOne first, so that no decision uses an outdated state.
// A refund is only recorded here; the refund job of the running services sends it to PortOne.
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Operators;

public enum OperatorAction { Ship, Deliver, Cancel, RefundAll, RefundPart }

/// <summary>The result, with a message for the operator.</summary>
public sealed record OperatorOutcome(bool IsDone, string Message);

/// <summary>The connection broke during the commit: whether the change was written is unknown.</summary>
public sealed class CommitLostException(Guid orderId, Exception inner) : Exception(
    $"It is unknown whether this was done: the database connection broke during the commit. Check: show {orderId}",
    inner);

public sealed class OperateOrder(
    CommerceDb db, CompletePayment complete, LoadOrderForUpdate loadForUpdate, ILogger<OperateOrder> logger)
{
    private const string Unavailable = "PortOne is unavailable. Try again later.";

    /// <summary>
    /// Records PortOne's snapshot in any case. A dry run then rolls back the command's own change.
    /// <paramref name="amountWon"/> is for <see cref="OperatorAction.RefundPart"/>.
    /// </summary>
    public async Task<OperatorOutcome> RunAsync(
        Guid orderId, OperatorAction action, long amountWon, bool isDryRun, CancellationToken ct)
    {
        var paymentKey = await db.AllOrders.Where(order => order.Id == orderId)
            .Select(order => order.Payment.Key).SingleOrDefaultAsync(ct);
        if (paymentKey is null
            || await complete.RunAsync(paymentKey, Source.Operator, shopperId: null, ct) is not { } result)
        {
            return new(false, $"There is no order {orderId}.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(paymentKey, ct);
        var order = locked.Order;
        if (FindRejection(order, action, amountWon, result) is { } rejection)
        {
            return new(false, rejection);
        }

        if (action == OperatorAction.Ship && order.Payment.Disputes.Any(dispute => dispute.IsOpen))
        {
            logger.LogWarning(
                "Payment {PaymentKey} of order {OrderId} is disputed; answer the dispute in PortOne's console before "
                + "you ship", paymentKey, orderId);
        }

        var before = $"{order.Status}/{order.Payment.Status}";
        Apply(locked, action, amountWon);
        await locked.SaveAsync(ct);
        await db.Database.ExecuteSqlAsync($"set constraints all immediate", ct); // So that a dry run fails too.
        var message = $"Order {orderId}: {before} -> {order.Status}/{order.Payment.Status}"
            + (order.Payment.RefundingMinor > 0 ? $", {order.Payment.RefundingMinor} won in the open refund." : ".");
        if (isDryRun)
        {
            return new(true, $"Dry run: the command was not applied. {message}");
        }

        try
        {
            await transaction.CommitAsync(ct);
        }
        catch (Exception error) when (TransientErrors.Describe(error) is not null)
        {
            throw new CommitLostException(orderId, error);
        }

        logger.LogInformation(
            "Operator: {Action} of order {OrderId}, payment {PaymentKey}", action, orderId, paymentKey);
        return new(true, message);
    }

    private static string? FindRejection(Order order, OperatorAction action, long amountWon, CompletionResult result)
    {
        var payment = order.Payment;
        return action switch
        {
            OperatorAction.Ship when order.Status != OrderStatus.Ready => Not("shipped"),
            OperatorAction.Ship when result.Snapshot?.Status != ProviderStatus.Captured => Unavailable,
            OperatorAction.Ship => result.Snapshot.IsBeingCancelled
                ? "The payment is being cancelled at PortOne. Wait for the result."
                : null,
            OperatorAction.Deliver => order.Status == OrderStatus.Shipped ? null : Not("delivered"),
            OperatorAction.Cancel when order.Status == OrderStatus.Pending => result.MayStillBePaid
                ? "The payment may still be captured. Try again in a moment."
                : null,
            OperatorAction.Cancel => order.Status == OrderStatus.Ready ? null : Not("cancelled"),
            OperatorAction.RefundAll or OperatorAction.RefundPart when payment.Status != PaymentStatus.Paid =>
                Not("refunded"),
            OperatorAction.RefundAll or OperatorAction.RefundPart
                when result.Snapshot?.Status != ProviderStatus.Captured => Unavailable,
            OperatorAction.RefundAll => order.Status == OrderStatus.Ready
                ? "The order has not shipped. Cancel it instead."
                : null,
            OperatorAction.RefundPart when result.Snapshot.RefundNeedsBankAccount =>
                "The payment was a deposit, which is refunded only to a bank account that the shopper names. Refund it "
                + "in PortOne's console; the shop then records it.",
            OperatorAction.RefundPart when payment.OpenRefund is { } open =>
                $"A refund of {open.AmountMinor} won is already open. Wait until it has ended.",
            OperatorAction.RefundPart when amountWon <= 0 || amountWon >= payment.RefundableMinor =>
                $"A partial refund is 1 to {payment.RefundableMinor - 1} won. For all of it, cancel or refund --all.",
            OperatorAction.RefundPart => result.Snapshot.RefundableMinor == payment.RefundableMinor
                ? null
                : "PortOne's balance differs from the shop's. See the command discrepancies.",
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
        };

        string Not(string what) =>
            $"The order is {order.Status} and its payment is {payment.Status}. It cannot be {what}.";
    }

    private static void Apply(LockedOrder locked, OperatorAction action, long amountWon)
    {
        var (order, payment, now) = (locked.Order, locked.Payment, locked.Now);
        switch (action)
        {
            case OperatorAction.Ship:
                order.MarkShipped(now);
                locked.Record(LedgerEntryKind.Shipped, Source.Operator);
                break;
            case OperatorAction.Deliver:
                order.MarkDelivered(now);
                locked.Record(LedgerEntryKind.Delivered, Source.Operator);
                break;
            case OperatorAction.Cancel when order.Status == OrderStatus.Pending:
                payment.Close();
                order.Cancel(now);
                locked.Record(LedgerEntryKind.Closed, Source.Operator);
                break;
            case OperatorAction.Cancel:
                RequireFullRefund();
                order.Cancel(now);
                break;
            case OperatorAction.RefundAll:
                RequireFullRefund();
                break;
            case OperatorAction.RefundPart:
                // A paid order has no tax-free part.
                var refund = payment.BeginRefund(amountWon, taxFreeMinor: 0, now);
                locked.Record(LedgerEntryKind.RefundOpened, Source.Operator, refund);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, null);
        }

        void RequireFullRefund()
        {
            payment.RequireFullRefund(RefundReason.CancelledByShop, now);
            locked.Record(
                LedgerEntryKind.RefundRequired, Source.Operator, payment.RefundableMinor, RefundReason.CancelledByShop);
        }
    }
}

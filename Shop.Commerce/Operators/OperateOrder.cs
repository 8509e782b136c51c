// Executes an operator's command on an order, from the command line or the back office: ship, deliver, cancel, refund
// or recheck it. It uses the same lock, rules and ledger as a shopper's acts. It retrieves the payment from PortOne
// first, so that no decision uses an outdated state. A refund is only recorded here; the refund job of the running
// services sends it to PortOne. The entry of the audit log is written in the transaction of the act.
using System.Text.Json.Serialization;
using Shop.Commerce.Orders.Shipments;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Operators;

public enum OperatorAction { Ship, Deliver, Cancel, RefundAll, RefundPart, Recheck }

/// <summary>What an operator wants.</summary>
/// <param name="By">The operator of the back office; null for the command line.</param>
/// <param name="AmountWon">For <see cref="OperatorAction.RefundPart"/>.</param>
/// <param name="Shipment">For <see cref="OperatorAction.Ship"/>; null ships without a courier.</param>
/// <param name="IsDryRun">Rolls back the command's own change.</param>
public sealed record OperatorCommand(
    OperatorAction Action, CurrentOperator? By = null, long AmountWon = 0, Shipment? Shipment = null,
    bool IsDryRun = false);

/// <summary>The result, with a message for the operator and the order as it is now.</summary>
/// <param name="DoneBy">Unless the command was executed: the operator of the order's last act.</param>
public sealed record OperatorOutcome(
    OperatorResult Result, string Message, Order? Order = null, string? DoneBy = null)
{
    public bool IsDone => Result == OperatorResult.Done;
}

/// <summary>The connection broke during the commit: whether the change was written is unknown.</summary>
public sealed class CommitLostException(Guid orderId, Exception inner) : Exception(
    $"It is unknown whether this was done: the database connection broke during the commit. Check: show {orderId}",
    inner);

public sealed class OperateOrder(
    CommerceDb db, CompletePayment complete, LoadOrderForUpdate loadForUpdate, ILogger<OperateOrder> logger)
{
    private static readonly AuditAct[] Acts =
        [AuditAct.OrderShipped, AuditAct.OrderDelivered, AuditAct.OrderCancelled, AuditAct.OrderRefunded];

    /// <summary>Records PortOne's snapshot in any case, then executes the command under the order's lock.</summary>
    public async Task<OperatorOutcome> RunAsync(Guid orderId, OperatorCommand command, CancellationToken ct)
    {
        var action = command.Action;
        var paymentKey = await db.AllOrders.Where(order => order.Id == orderId)
            .Select(order => order.Payment.Key).SingleOrDefaultAsync(ct);
        if (paymentKey is null
            || await complete.RunAsync(paymentKey, Source.Operator, shopperId: null, ct) is not { } result)
        {
            return new(OperatorResult.NotFound, $"There is no order {orderId}.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(paymentKey, ct);
        var order = locked.Order;
        var shipment = order.ShippedAt is null
            ? null
            : await db.Shipments.AsNoTracking().SingleOrDefaultAsync(of => of.OrderId == orderId, ct);
        if (OperatorRules.FindRejection(order, command, result, shipment) is { } rejection)
        {
            return new(rejection.Result, rejection.Message, order, await LastOperatorAsync(orderId, ct));
        }

        if (action == OperatorAction.Ship && order.Payment.Disputes.Any(dispute => dispute.IsOpen))
        {
            logger.LogWarning(
                "Payment {PaymentKey} of order {OrderId} is disputed; answer the dispute in PortOne's console before "
                + "you ship", paymentKey, orderId);
        }

        var before = StateOf(order);
        Apply(locked, action, command.AmountWon);
        if (command.Shipment is { } parcel)
        {
            db.Add(parcel);
        }

        db.Add(EntryOf(command, locked, before));
        await locked.SaveAsync(ct);
        await db.Database.ExecuteSqlAsync($"set constraints all immediate", ct); // So that a dry run fails too.
        var message = $"Order {orderId}: {before.OrderStatus}/{before.PaymentStatus}"
            + $" -> {order.Status}/{order.Payment.Status}"
            + (order.Payment.RefundingMinor > 0 ? $", {order.Payment.RefundingMinor} won in the open refund." : ".");
        if (command.IsDryRun)
        {
            return new(OperatorResult.Done, $"Dry run: the command was not applied. {message}");
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
        return new(OperatorResult.Done, message, order);
    }

    private Task<string?> LastOperatorAsync(Guid orderId, CancellationToken ct) => db.AuditEntries
        .Where(entry => entry.Subject == $"{orderId}" && Acts.Contains(entry.Act))
        .OrderByDescending(entry => entry.Id).Select(entry => entry.Operator).FirstOrDefaultAsync(ct);

    private static State StateOf(Order order) => new(order.Status, order.Payment.Status);

    private static AuditEntry EntryOf(OperatorCommand command, LockedOrder locked, State before) => AuditEntry.Of(
        command.By?.Id,
        command.By?.LoginId ?? AuditEntry.Console,
        command.Action switch
        {
            OperatorAction.Ship => AuditAct.OrderShipped,
            OperatorAction.Deliver => AuditAct.OrderDelivered,
            OperatorAction.Cancel => AuditAct.OrderCancelled,
            OperatorAction.RefundAll or OperatorAction.RefundPart => AuditAct.OrderRefunded,
            OperatorAction.Recheck => AuditAct.PaymentRechecked,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Action, null),
        },
        $"{locked.Order.Id}",
        before,
        StateOf(locked.Order) with
        {
            Courier = command.Shipment?.CourierName,
            TrackingNumber = command.Shipment?.TrackingNumber,
            RefundingWon = locked.Payment.RefundingMinor > 0 ? locked.Payment.RefundingMinor : null,
        },
        locked.Now);

    private static void Apply(LockedOrder locked, OperatorAction action, long amountWon)
    {
        var (order, payment, now) = (locked.Order, locked.Payment, locked.Now);
        switch (action)
        {
            case OperatorAction.Recheck: // CompletePayment has recorded what PortOne answered.
                break;
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

    // The values of the audit log.
    private sealed record State(
        OrderStatus OrderStatus, PaymentStatus PaymentStatus,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Courier = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TrackingNumber = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RefundingWon = null);
}

// Decides whether an operator's command fits an order. It is pure: everything it needs was read under the order's lock
// or retrieved from PortOne before.
using Shop.Commerce.Orders.Shipments;

namespace Shop.Commerce.Operators;

public enum OperatorResult
{
    Done,

    /// <summary>The order was in the wanted state already: a repeat, or another operator was faster.</summary>
    AlreadyDone,

    NotFound,

    /// <summary>The order, the payment or the amount does not allow it.</summary>
    Refused,

    /// <summary>Money may still be captured, or a cancellation is in progress at PortOne.</summary>
    PaymentBeingChecked,

    ProviderUnavailable,
}

public static class OperatorRules
{
    private static readonly Rejection Unavailable =
        new(OperatorResult.ProviderUnavailable, "PortOne is unavailable. Try again later.");

    /// <summary>Why the command is not executed, with a message for the operator.</summary>
    public sealed record Rejection(OperatorResult Result, string Message);

    /// <summary>Null if the command may be executed.</summary>
    /// <param name="shipment">The recorded shipment of the order.</param>
    public static Rejection? FindRejection(
        Order order, OperatorCommand command, CompletionResult result, Shipment? shipment)
    {
        var payment = order.Payment;
        return command.Action switch
        {
            OperatorAction.Recheck => result.Snapshot?.Status is null or ProviderStatus.Unavailable
                ? Unavailable
                : null,
            OperatorAction.Ship when IsShipped(order) && IsSame(command.Shipment, shipment) => Already("shipped"),
            OperatorAction.Ship when order.Status != OrderStatus.Ready => Not("shipped"),
            OperatorAction.Ship when result.Snapshot?.Status != ProviderStatus.Captured => Unavailable,
            OperatorAction.Ship => result.Snapshot.IsBeingCancelled
                ? Checking("The payment is being cancelled at PortOne. Wait for the result.")
                : null,
            OperatorAction.Deliver when order.Status == OrderStatus.Delivered => Already("delivered"),
            OperatorAction.Deliver => order.Status == OrderStatus.Shipped ? null : Not("delivered"),
            OperatorAction.Cancel when order.Status == OrderStatus.Cancelled => Already("cancelled"),
            OperatorAction.Cancel when order.Status == OrderStatus.Pending => result.MayStillBePaid
                ? Checking("The payment may still be captured. Try again in a moment.")
                : null,
            OperatorAction.Cancel => order.Status == OrderStatus.Ready ? null : Not("cancelled"),
            OperatorAction.RefundAll when IsShipped(order)
                && payment.Status is PaymentStatus.RefundDue or PaymentStatus.Refunded => Already("refunded"),
            OperatorAction.RefundAll or OperatorAction.RefundPart when payment.Status != PaymentStatus.Paid =>
                Not("refunded"),
            OperatorAction.RefundAll or OperatorAction.RefundPart
                when result.Snapshot?.Status != ProviderStatus.Captured => Unavailable,
            OperatorAction.RefundAll => order.Status == OrderStatus.Ready
                ? Refused("The order has not shipped. Cancel it instead.")
                : null,
            OperatorAction.RefundPart when result.Snapshot.RefundNeedsBankAccount => Refused(
                "The payment was a deposit, which is refunded only to a bank account that the shopper names. Refund it "
                + "in PortOne's console; the shop then records it."),
            OperatorAction.RefundPart when payment.OpenRefund is { } open =>
                Refused($"A refund of {open.AmountMinor} won is already open. Wait until it has ended."),
            OperatorAction.RefundPart when command.AmountWon <= 0 || command.AmountWon >= payment.RefundableMinor =>
                Refused($"A partial refund is 1 to {payment.RefundableMinor - 1} won. For all of it, cancel or refund "
                    + "--all."),
            OperatorAction.RefundPart => result.Snapshot.RefundableMinor == payment.RefundableMinor
                ? null
                : Refused("PortOne's balance differs from the shop's. See the command discrepancies."),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Action, null),
        };

        Rejection Not(string what) => Refused(State(what));
        Rejection Already(string what) => new(OperatorResult.AlreadyDone, State(what));
        string State(string what) =>
            $"The order is {order.Status} and its payment is {payment.Status}. It cannot be {what}.";
    }

    private static bool IsShipped(Order order) => order.Status is OrderStatus.Shipped or OrderStatus.Delivered;

    private static bool IsSame(Shipment? wanted, Shipment? recorded) =>
        wanted is null ? recorded is null : wanted.IsSameAs(recorded);

    private static Rejection Refused(string message) => new(OperatorResult.Refused, message);

    private static Rejection Checking(string message) => new(OperatorResult.PaymentBeingChecked, message);
}

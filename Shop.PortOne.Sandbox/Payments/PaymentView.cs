// A payment as the API returns it. One shape serves all seven statuses: fields that a status does not have are absent.
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>API responses for payments, attempts and ledger events.</summary>
public static class PaymentView
{
    public static object Of(SandboxState state, Payment payment)
    {
        var order = payment.Order;
        var hasCancellations = payment.Status is PaymentStatus.Cancelled or PaymentStatus.PartialCancelled
            || payment.Cancellations.Count > 0;
        return new
        {
            payment.Status,
            payment.Id,
            payment.Attempt.TransactionId,
            PaymentParts.MerchantId,
            order.StoreId,
            Method = PaymentParts.Method(payment, payment.Attempt),
            Channel = PaymentParts.Channel(order),
            PaymentParts.Version,
            Webhooks = PaymentParts.WebhooksOf(state, payment),
            payment.Attempt.RequestedAt,
            payment.UpdatedAt,
            payment.Attempt.StatusChangedAt,
            order.OrderName,
            Amount = PaymentParts.Amount(payment, order),
            order.Currency,
            Customer = order.Customer ?? new Customer(),
            order.Origin,
            order.Products,
            order.CustomData,
            payment.PaidAt,
            payment.Attempt.PgTxId,
            PgResponse = payment.Status == PaymentStatus.Paid ? """{"gateway":"sandbox"}""" : null,
            ReceiptUrl = payment.WasCaptured ? $"https://receipt.invalid/{payment.Attempt.TransactionId}" : null,
            Disputes = payment.Status == PaymentStatus.Paid ? payment.Disputes ?? [] : null,
            Cancellations = hasCancellations ? payment.Cancellations : null,
            payment.CancelledAt,
            FailedAt = FailedAt(payment.Attempt),
            Failure = FailureOf(payment.Attempt),
        };
    }

    /// <summary>One attempt. Only the current one has the payment's money and cancellations.</summary>
    public static object OfAttempt(SandboxState state, Payment payment, Attempt attempt)
    {
        var isTold = attempt == payment.Attempt;
        return new
        {
            attempt.Status,
            Id = attempt.TransactionId,
            PaymentId = payment.Id,
            PaymentParts.MerchantId,
            attempt.Order.StoreId,
            Method = PaymentParts.Method(payment, attempt),
            Channel = PaymentParts.Channel(attempt.Order),
            PaymentParts.Version,
            Webhooks = isTold ? PaymentParts.WebhooksOf(state, payment) : null,
            attempt.RequestedAt,
            UpdatedAt = isTold ? payment.UpdatedAt : attempt.StatusChangedAt,
            attempt.StatusChangedAt,
            attempt.Order.OrderName,
            Amount = PaymentParts.Amount(payment, attempt.Order),
            attempt.Order.Currency,
            Customer = attempt.Order.Customer ?? new Customer(),
            attempt.Order.CustomData,
            PaidAt = isTold ? payment.PaidAt : null,
            attempt.PgTxId,
            Cancellations = isTold && payment.Cancellations.Count > 0 ? payment.Cancellations : null,
            CancelledAt = isTold ? payment.CancelledAt : null,
            FailedAt = FailedAt(attempt),
            Failure = FailureOf(attempt),
        };
    }

    public static object OfEvent(SandboxState state, LedgerEntry entry)
    {
        var payment = state.Payments.Find(entry.PaymentId)!;
        var attempt = payment.Attempts.Single(attempt => attempt.TransactionId == entry.TransactionId);
        return new
        {
            entry.Type,
            entry.Id,
            entry.PaymentId,
            entry.TransactionId,
            PaymentParts.MerchantId,
            attempt.Order.StoreId,
            Method = PaymentParts.Method(payment, attempt),
            Channel = PaymentParts.Channel(attempt.Order),
            PaymentParts.Version,
            attempt.RequestedAt,
            CreatedAt = entry.At,
            attempt.Order.OrderName,
            TotalAmount = PaymentParts.Amount(payment, attempt.Order),
            entry.Currency,
            Customer = attempt.Order.Customer ?? new Customer(),
            attempt.Order.CustomData,
            attempt.PgTxId,
            Disputes = entry.Type == LedgerEntryType.Paid ? payment.Disputes ?? [] : null,
            Cancellation = payment.Cancellations.SingleOrDefault(
                cancellation => cancellation.Id == entry.CancellationId),
            EventAmount = entry.SignedAmount,
        };
    }

    private static DateTimeOffset? FailedAt(Attempt attempt) =>
        attempt.Status == PaymentStatus.Failed ? attempt.StatusChangedAt : null;

    private static Failure? FailureOf(Attempt attempt) =>
        attempt.Status == PaymentStatus.Failed ? attempt.Failure ?? new Failure() : null;
}

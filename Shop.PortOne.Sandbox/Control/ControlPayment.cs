// Simulates a shopper in the payment window, the bank, and an operator in the provider's console. The pre-registered
// amount is not enforced here, so that tests can capture a different amount.
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Control;

/// <summary>The parameters of the window. Absent ones are taken from the known payment.</summary>
public sealed record ControlOrder(
    long? TotalAmount = null,
    long? TaxFreeAmount = null,
    string? Currency = null,
    string? OrderName = null,
    string? StoreId = null,
    PayMethod? Method = null,
    ChannelType? ChannelType = null,
    string? CustomData = null,
    string? Reason = null,
    string PgCode = "SANDBOX_DECLINED");

/// <summary>Cancels as in the provider's console. Without an amount, cancels all that is left.</summary>
public sealed record ControlCancel(
    long? Amount = null, string Reason = "Cancelled in the console", bool IsChargeback = false);

/// <summary>Decides the outcome of a requested cancellation.</summary>
public sealed record ControlSettle(bool Succeeds = true);

/// <summary>A body without fields.</summary>
public sealed record ControlNothing;

/// <param name="CancellationId">The cancellation that the webhook names. Default: the newest one.</param>
public sealed record ControlWebhook(string Type, string? CancellationId = null);

/// <summary>Simulates the other parties of a payment.</summary>
public sealed class ControlPayment(
    OpenPayment open,
    ApprovePayment approve,
    FailPayment fail,
    IssueVirtualAccount issue,
    CancelPayment cancel,
    SettleCancellation settle,
    AnnounceTransaction announce,
    SandboxChannels channels,
    IOptions<SandboxSettings> settings,
    TimeProvider clock)
{
    private static readonly Reply NoAmount =
        Refusals.Invalid("The payment is unknown, so totalAmount is required and must not be negative.");

    /// <summary>The shopper pays in a new window, or deposits into the issued virtual account.</summary>
    public Reply Pay(SandboxState state, string id, ControlOrder order) => InWindow(state, id, order, payment =>
        approve.Run(state, payment, payment.Attempt.TransactionId));

    public Reply Fail(SandboxState state, string id, ControlOrder order) => InWindow(state, id, order, payment =>
        fail.Run(state, payment, payment.Attempt.TransactionId, new(order.Reason, order.PgCode, order.Reason)));

    public Reply IssueAccount(SandboxState state, string id, ControlOrder order) =>
        InWindow(state, id, order, payment => issue.Run(state, payment, payment.Attempt.TransactionId));

    /// <summary>The shopper opens the window and leaves it: the payment stays READY.</summary>
    public Reply Close(SandboxState state, string id, ControlOrder order) =>
        InWindow(state, id, order, payment => payment);

    /// <summary>The payment becomes PAY_PENDING, as with a slow foreign gateway.</summary>
    public Reply Pend(SandboxState state, string id, ControlOrder order) => InWindow(state, id, order, payment =>
    {
        if (!payment.CanBeAttempted)
        {
            return null;
        }

        var pending = announce.Run(
            state, payment.Became(PaymentStatus.PayPending, clock.GetUtcNow()), TransactionEvent.PayPending);
        state.Payments.Put(pending);
        return pending;
    });

    public Reply Cancel(SandboxState state, string id, ControlCancel request) => cancel.Run(
        state,
        id,
        new(request.Reason, Amount: request.Amount, RefundAccount: new("SHINHAN", "0000", "Sandbox")),
        request.IsChargeback ? CancellationTrigger.Chargeback : CancellationTrigger.Console);

    /// <summary>
    /// Captures the same amount again under the same id, which the provider promises never to do. Only the ledger shows
    /// it.
    /// </summary>
    public Reply CaptureAgain(SandboxState state, string id, ControlNothing request)
    {
        switch (state.Payments.Find(id))
        {
            case null:
                return Refusals.PaymentNotFound;
            case { WasCaptured: false }:
                return Refusals.PaymentNotPaid;
            case { Order: var order } payment:
                var transactionId = state.Ledger.All
                    .First(entry => entry.PaymentId == id && entry.Type == LedgerEntryType.Paid).TransactionId;
                state.Ledger.Put(new(
                    state.Ledger.Count, LedgerEntryType.Paid, id, transactionId, order.TotalAmount, order.Currency,
                    clock.GetUtcNow()));
                return Reply.Ok(PaymentView.Of(state, payment));
        }
    }

    /// <summary>Ends a requested cancellation.</summary>
    public Reply Settle(SandboxState state, string id, string cancellationId, ControlSettle request)
    {
        if (state.Payments.Find(id) is not { } payment)
        {
            return Refusals.PaymentNotFound;
        }

        return payment.Cancellations.SingleOrDefault(cancellation => cancellation.Id == cancellationId) switch
        {
            null => Refusals.CancellationNotFound,
            { Status: CancellationStatus.Requested } requested => Reply.Ok(new
            {
                Cancellation = settle.Run(state, payment, requested, request.Succeeds),
            }),
            _ => Refusals.CancellationNotPending,
        };
    }

    /// <summary>Sends a webhook of any type, also of an unknown one.</summary>
    public Reply Announce(SandboxState state, string id, ControlWebhook request)
    {
        if (state.Payments.Find(id) is not { } payment)
        {
            return Refusals.PaymentNotFound;
        }

        var namesOne = TransactionEvents.NameACancellation(request.Type);
        var cancellationId = request.CancellationId ?? (namesOne ? payment.Cancellations.LastOrDefault()?.Id : null);
        if (namesOne && cancellationId is null)
        {
            return Refusals.Invalid("This type requires a cancellationId: the payment has no cancellation.");
        }

        var announced = announce.Run(state, payment, request.Type, cancellationId);
        state.Payments.Put(announced);
        return Reply.Ok(new { WebhookId = announced.WebhookIds[^1] });
    }

    private Reply InWindow(SandboxState state, string id, ControlOrder order, Func<Payment, Payment?> happens)
    {
        // A payment that waits for a deposit or for a gateway continues in its window. Otherwise a new window opens.
        var payment = state.Payments.Find(id);
        if (payment is null or { CanBeAttempted: true })
        {
            if (OrderOf(state, id, payment, order) is not { } opening)
            {
                return NoAmount;
            }

            payment = open.Run(state, id, opening)!;
        }

        return happens(payment) is { } after ? Reply.Ok(PaymentView.Of(state, after)) : Refusals.AlreadyPaid;
    }

    private PaymentOrder? OrderOf(SandboxState state, string id, Payment? known, ControlOrder order)
    {
        var pinned = state.PinnedAmounts.Find(id);
        if ((order.TotalAmount ?? known?.Order.TotalAmount ?? pinned?.TotalAmount) is not { } total || total < 0)
        {
            return null;
        }

        return new PaymentOrder(
            order.StoreId ?? known?.Order.StoreId ?? settings.Value.StoreId,
            total,
            order.Currency ?? known?.Order.Currency ?? pinned?.Currency ?? "KRW",
            order.OrderName ?? known?.Order.OrderName ?? "Sandbox order",
            order.Method ?? known?.Order.Method ?? PayMethod.Card,
            order.ChannelType ?? known?.Order.ChannelType ?? settings.Value.ChannelType,
            known?.Order.ChannelKey ?? channels.DefaultPayment.Key,
            new Origin(PlatformType.Api, "127.0.0.1"),
            order.TaxFreeAmount ?? known?.Order.TaxFreeAmount ?? pinned?.TaxFreeAmount ?? 0,
            Customer: known?.Order.Customer,
            CustomData: order.CustomData ?? known?.Order.CustomData,
            NoticeUrls: known?.Order.NoticeUrls,
            Provider: known?.Order.Provider ?? channels.DefaultPayment.Provider);
    }
}

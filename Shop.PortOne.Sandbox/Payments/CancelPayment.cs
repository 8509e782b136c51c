// Cancels a payment for the merchant, for an operator in the console, or as a charge-back. The checks are in the order
// in which the provider makes them. HTTP 200 only means that the request was accepted: the cancellation's status says
// whether money was returned.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>A cancel request of the merchant's server.</summary>
public sealed record CancelRequest(
    string Reason,
    string? StoreId = null,
    long? Amount = null,
    long? TaxFreeAmount = null,
    long? VatAmount = null,
    CancelRequester? Requester = null,
    long? CurrentCancellableAmount = null,
    RefundAccount? RefundAccount = null,
    bool SkipWebhook = false) : IStoreRequest;

/// <summary>The bank account for the refund of a deposit.</summary>
public sealed record RefundAccount(
    string Bank, string Number, string HolderName, string? HolderPhoneNumber = null);

/// <summary>On whose behalf the merchant cancels.</summary>
public enum CancelRequester
{
    Customer,
    Admin,
}

/// <summary>Cancels a payment, or a part of it.</summary>
public sealed class CancelPayment(SettleCancellation settle, AnnounceTransaction announce, TimeProvider clock)
{
    public Reply Run(
        SandboxState state, string paymentId, CancelRequest request,
        CancellationTrigger trigger = CancellationTrigger.Api)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Amount <= 0
            || request.TaxFreeAmount < 0 || request.VatAmount < 0)
        {
            return Refusals.Invalid("A cancellation needs a reason and positive amounts.");
        }

        if (state.Payments.Find(paymentId) is not { } payment)
        {
            return Refusals.PaymentNotFound;
        }

        return Refuse(payment, request) ?? Cancel(state, payment, request, trigger);
    }

    private static Reply? Refuse(Payment payment, CancelRequest request)
    {
        var amount = request.Amount ?? payment.CancellableAmount;
        var taxFree = TaxFreeOf(payment, request);
        return payment switch
        {
            { Status: PaymentStatus.Cancelled } => Refusals.PaymentAlreadyCancelled,
            { WasCaptured: false } => Refusals.PaymentNotPaid,
            _ when request.CurrentCancellableAmount is { } expected && expected != payment.CancellableAmount =>
                Refusals.ConsistencyBroken,
            _ when amount > payment.CancellableAmount || amount == 0 => Refusals.AmountExceeded,
            _ when taxFree + (request.VatAmount ?? 0) > amount => Refusals.PartsExceeded,
            _ when taxFree > payment.CancellableTaxFreeAmount => Refusals.TaxFreeExceeded,
            _ when request.VatAmount > payment.CancellableVat
                || amount - taxFree > payment.CancellableTaxableAmount => Refusals.TaxExceeded,
            { Order.Method: PayMethod.VirtualAccount } when request.RefundAccount is null =>
                Refusals.Invalid("The refund of a deposit requires a refundAccount."),
            _ => null,
        };
    }

    private Reply Cancel(SandboxState state, Payment payment, CancelRequest request, CancellationTrigger trigger)
    {
        var now = clock.GetUtcNow();
        var amount = request.Amount ?? payment.CancellableAmount;
        var taxFree = TaxFreeOf(payment, request);
        var requested = new Cancellation(
            CancellationStatus.Requested,
            ProviderIds.New(now),
            PgCancellationId: null,
            amount,
            taxFree,
            request.VatAmount ?? VatOf(payment, amount, taxFree),
            request.Reason,
            now,
            trigger);

        // The faults apply to the merchant's calls only, not to the console and charge-backs.
        var outcome = trigger == CancellationTrigger.Api ? state.Faults.Cancellations : CancellationStatus.Succeeded;
        var cancellation = requested;
        if (outcome == CancellationStatus.Requested)
        {
            var waiting = payment.WithCancellation(requested, now);
            state.Payments.Put(announce.Run(state, waiting, TransactionEvent.CancelPending, requested.Id));
        }
        else
        {
            cancellation = settle.Run(
                state, payment, requested, outcome == CancellationStatus.Succeeded, request.SkipWebhook);
        }

        return Reply.Ok(new { Cancellation = cancellation });
    }

    // Without an amount, all that is left is cancelled. An amount without a tax-free part is taxable.
    private static long TaxFreeOf(Payment payment, CancelRequest request) =>
        request.TaxFreeAmount ?? (request.Amount is null ? payment.CancellableTaxFreeAmount : 0);

    // The last part takes the remaining VAT, so that rounding leaves none over.
    private static long VatOf(Payment payment, long amount, long taxFree) =>
        amount == payment.CancellableAmount
            ? payment.CancellableVat
            : Math.Min(PaymentOrder.VatOf(amount - taxFree), payment.CancellableVat);
}

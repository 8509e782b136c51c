// The merchant's server registers the amount before the shopper pays; a window with another amount is refused. The
// payment exists only after its window was opened.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>The values to register before the window opens.</summary>
public sealed record PreRegisterRequest(
    string? StoreId = null,
    long? TotalAmount = null,
    long? TaxFreeAmount = null,
    string? Currency = null) : IStoreRequest;

/// <summary>The registered values of a payment. Absent ones are not checked.</summary>
public sealed record PinnedAmount(string PaymentId, long? TotalAmount, long? TaxFreeAmount, string? Currency)
{
    public bool Allows(PaymentOrder order) =>
        (TotalAmount is null || TotalAmount == order.TotalAmount)
        && (TaxFreeAmount is null || TaxFreeAmount == order.TaxFreeAmount)
        && (Currency is null || Currency == order.Currency);
}

/// <summary>Registers the amount and currency of a payment.</summary>
public sealed class PreRegisterPayment
{
    public Reply Run(SandboxState state, string paymentId, PreRegisterRequest request)
    {
        if (request.TotalAmount < 0 || request.TaxFreeAmount < 0 || request.TaxFreeAmount > request.TotalAmount)
        {
            return Refusals.Invalid("The amounts must not be negative, and taxFreeAmount must not exceed totalAmount.");
        }

        if (state.Payments.Find(paymentId) is { CanBeAttempted: false })
        {
            return Refusals.AlreadyPaid;
        }

        state.PinnedAmounts.Put(new(paymentId, request.TotalAmount, request.TaxFreeAmount, request.Currency));
        return Reply.Ok(new { });
    }
}

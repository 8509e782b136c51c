// The merchant's server pins the amount before the shopper pays; a window that asks for another is refused. The payment
// itself exists only once its window was opened.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>What is pinned before the window opens.</summary>
public sealed record PreRegisterRequest(
    string? StoreId = null,
    long? TotalAmount = null,
    long? TaxFreeAmount = null,
    string? Currency = null) : IStoreRequest;

/// <summary>What a payment's window must ask for; absent is free.</summary>
public sealed record PinnedAmount(string PaymentId, long? TotalAmount, long? TaxFreeAmount, string? Currency)
{
    public bool Allows(PaymentOrder order) =>
        (TotalAmount is null || TotalAmount == order.TotalAmount)
        && (TaxFreeAmount is null || TaxFreeAmount == order.TaxFreeAmount)
        && (Currency is null || Currency == order.Currency);
}

/// <summary>Pins what a payment may ask for.</summary>
public sealed class PreRegisterPayment
{
    public Reply Run(Books books, string paymentId, PreRegisterRequest request)
    {
        if (request.TotalAmount < 0 || request.TaxFreeAmount < 0 || request.TaxFreeAmount > request.TotalAmount)
        {
            return Refusals.Invalid("The amounts are impossible.");
        }

        if (books.Payments.Find(paymentId) is { CanBeAttempted: false })
        {
            return Refusals.AlreadyPaid;
        }

        books.PinnedAmounts.Put(new(paymentId, request.TotalAmount, request.TaxFreeAmount, request.Currency));
        return Reply.Ok(new { });
    }
}

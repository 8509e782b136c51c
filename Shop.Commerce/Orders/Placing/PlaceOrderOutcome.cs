namespace Shop.Commerce.Orders.Placing;

/// <summary>The result of placing an order.</summary>
public abstract record PlaceOrderOutcome
{
    private PlaceOrderOutcome() { }

    public sealed record Placed(OrderReply Order) : PlaceOrderOutcome;

    /// <summary>The order already exists.</summary>
    public sealed record Repeated(OrderReply Order) : PlaceOrderOutcome;

    /// <summary>The order already exists with another address, or it has ended.</summary>
    public sealed record AlreadyOrdered(Guid OrderId) : PlaceOrderOutcome;

    /// <summary>
    /// An order of the same content waits for payment, to another address or, with <paramref name="TotalWon"/>, at
    /// another price.
    /// </summary>
    public sealed record AwaitsPayment(Guid OrderId, long? TotalWon) : PlaceOrderOutcome;

    /// <summary>The Idempotency-Key was used with another request body.</summary>
    public sealed record KeyReused : PlaceOrderOutcome;

    public sealed record EmptyCart : PlaceOrderOutcome;

    /// <summary>The shopper has and had no cart of this version.</summary>
    public sealed record UnknownCart : PlaceOrderOutcome;

    public sealed record UnknownProduct(int Line) : PlaceOrderOutcome;

    public sealed record AdultsOnly(int ProductId) : PlaceOrderOutcome;

    public sealed record OutOfStock(int ProductId, string Name, int Quantity, int Left) : PlaceOrderOutcome;

    public sealed record PriceChanged(long TotalWon) : PlaceOrderOutcome;

    /// <summary>The account does not exist or was withdrawn.</summary>
    public sealed record NoAccount : PlaceOrderOutcome;

    /// <summary>Nothing was written; the same request may succeed later.</summary>
    public sealed record TryAgain : PlaceOrderOutcome;

    /// <summary>
    /// The result of the commit is unknown: the order may exist. A repeat with the same key or cart finds it.
    /// </summary>
    public sealed record CommitUnknown : PlaceOrderOutcome;
}

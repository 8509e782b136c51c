namespace Shop.Commerce.Orders;

/// <summary>What came of placing an order.</summary>
public abstract record PlaceOrderOutcome
{
    private PlaceOrderOutcome()
    {
    }

    public sealed record Placed(OrderReply Order) : PlaceOrderOutcome;

    /// <summary>It had been placed before, and stands.</summary>
    public sealed record Repeated(OrderReply Order) : PlaceOrderOutcome;

    /// <summary>It had been placed before, to another address, or it has ended.</summary>
    public sealed record AlreadyOrdered(Guid OrderId) : PlaceOrderOutcome;

    /// <summary>
    /// An order of the same content waits for its payment, to another address or, with <paramref name="TotalWon"/>, at
    /// another price.
    /// </summary>
    public sealed record AwaitsPayment(Guid OrderId, long? TotalWon) : PlaceOrderOutcome;

    /// <summary>The key came before, with another body.</summary>
    public sealed record KeyReused : PlaceOrderOutcome;

    public sealed record EmptyCart : PlaceOrderOutcome;

    /// <summary>The version names no cart that this shopper has or had.</summary>
    public sealed record UnknownCart : PlaceOrderOutcome;

    public sealed record UnknownProduct(int Line) : PlaceOrderOutcome;

    public sealed record AdultsOnly(int ProductId) : PlaceOrderOutcome;

    public sealed record OutOfStock(int ProductId, string Name, int Quantity, int Left) : PlaceOrderOutcome;

    public sealed record PriceChanged(long TotalWon) : PlaceOrderOutcome;

    /// <summary>The account is closing or gone.</summary>
    public sealed record NoAccount : PlaceOrderOutcome;

    /// <summary>Nothing was written, and nothing is wrong with the order.</summary>
    public sealed record TryAgain : PlaceOrderOutcome;

    /// <summary>The answer to the commit was lost: the order may stand, and the same key or cart finds it.</summary>
    public sealed record MayStand : PlaceOrderOutcome;
}

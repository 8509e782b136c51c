namespace Shop.Contracts;

/// <summary>The names of the additional fields of Commerce's problem details.</summary>
public static class ProblemExtensions
{
    public const string OrderId = "orderId";
    public const string OrderStatus = "orderStatus";
    public const string PaymentStatus = "paymentStatus";
    public const string TotalWon = "totalWon";
    public const string ProductId = "productId";

    /// <summary>The quantity that the shopper requested.</summary>
    public const string Quantity = "quantity";

    /// <summary>The stock that is left.</summary>
    public const string Left = "left";

    /// <summary>True if the newest payment attempt failed.</summary>
    public const string Declined = "declined";

    /// <summary>Why that attempt failed, in the payment company's words; null if it gave no reason.</summary>
    public const string FailureText = "failureText";

    /// <summary>The login id of the operator who changed the order last; null if it was no operator.</summary>
    public const string DoneBy = "doneBy";
}

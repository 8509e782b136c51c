// The text search of the page list, in the fields that the sandbox has. Any other field is refused, because ignoring it
// would return payments that do not match.
namespace Shop.PortOne.Sandbox.Payments;

/// <summary>A text that a payment must contain.</summary>
public sealed record TextSearch(TextField Field, string Value)
{
    public bool Matches(Payment payment) => TextsOf(payment, Field).Any(
        text => text?.Contains(Value, StringComparison.OrdinalIgnoreCase) == true);

    private static IEnumerable<string?> TextsOf(Payment payment, TextField field) => field switch
    {
        TextField.All => Enum.GetValues<TextField>()
            .Where(one => one != TextField.All)
            .SelectMany(one => TextsOf(payment, one)),
        TextField.PaymentId => [payment.Id],
        TextField.TxId => [payment.Attempt.TransactionId],
        TextField.PgTxId => [payment.Attempt.PgTxId],
        TextField.PgMerchantId => [PaymentParts.PgMerchantId],
        TextField.PgCancellationId => payment.Cancellations.Select(cancellation => cancellation.PgCancellationId),
        TextField.CancelReason => payment.Cancellations.Select(cancellation => cancellation.Reason),
        TextField.FailReason => [payment.Attempt.Failure?.Reason],
        TextField.VirtualAccountNumber => [payment.VirtualAccount?.AccountNumber],
        TextField.OrderName => [payment.Order.OrderName],
        TextField.CustomerName => [payment.Order.Customer?.Name],
        TextField.CustomerEmail => [payment.Order.Customer?.Email],
        TextField.CustomerPhoneNumber => [payment.Order.Customer?.PhoneNumber],
        TextField.CustomerZipcode => [payment.Order.Customer?.Zipcode],
        TextField.UserAgent => [payment.Order.Origin.UserAgent],
        _ => throw new InvalidOperationException($"{field} is not a searchable field."),
    };
}

/// <summary>The field in which a text is searched.</summary>
public enum TextField
{
    All,
    PaymentId,
    TxId,
    PgTxId,
    PgMerchantId,
    PgCancellationId,
    CancelReason,
    FailReason,
    VirtualAccountNumber,
    OrderName,
    CustomerName,
    CustomerEmail,
    CustomerPhoneNumber,
    CustomerZipcode,
    UserAgent,
}

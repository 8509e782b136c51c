// Which payments a page list asks for. A filter that this sandbox does not know is ignored, as unknown fields are.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>The provider's filter.</summary>
public sealed record PaymentFilter(
    string? StoreId = null,
    PaymentTime TimestampType = PaymentTime.StatusChangedAt,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    IReadOnlyList<FilterStatus>? Status = null,
    IReadOnlyList<PayMethod>? Methods = null,
    bool? IsTest = null,
    PaymentTime? SortBy = null,
    SortOrder SortOrder = SortOrder.Desc,
    string? Currency = null,
    DeliveryStatus? WebhookStatus = null,
    IReadOnlyList<TextSearch>? TextSearch = null)
{
    public bool Matches(Books books, Payment payment, DateTimeOffset from, DateTimeOffset until) =>
        TimeOf(payment, TimestampType) is var time && time >= from && time < until
        && (StoreId is null || payment.Order.StoreId == StoreId)
        && (Status is null or [] || Status.Any(status => ToPaymentStatus(status) == payment.Status))
        && (Methods is null or [] || Methods.Contains(payment.Order.Method))
        && (IsTest is null || IsTest == (payment.Order.ChannelType == ChannelType.Test))
        && (Currency is null || Currency == payment.Order.Currency)
        && (WebhookStatus is null || payment.WebhookIds.Any(id => books.Deliveries.Find(id)?.Status == WebhookStatus))
        && (TextSearch ?? []).All(search => search.Matches(payment));

    public IEnumerable<Payment> Sort(IEnumerable<Payment> payments)
    {
        var by = SortBy ?? TimestampType;
        return SortOrder == SortOrder.Asc
            ? payments.OrderBy(payment => TimeOf(payment, by)).ThenBy(payment => payment.Id, StringComparer.Ordinal)
            : payments.OrderByDescending(payment => TimeOf(payment, by))
                .ThenByDescending(payment => payment.Id, StringComparer.Ordinal);
    }

    private static DateTimeOffset TimeOf(Payment payment, PaymentTime time) => time switch
    {
        PaymentTime.CreatedAt or PaymentTime.RequestedAt => payment.RequestedAt,
        PaymentTime.StatusChangedAt => payment.Attempt.StatusChangedAt,
        _ => throw new InvalidOperationException($"{time} is no time of a payment."),
    };

    private static PaymentStatus ToPaymentStatus(FilterStatus status) => status switch
    {
        FilterStatus.Ready => PaymentStatus.Ready,
        FilterStatus.Pending => PaymentStatus.PayPending,
        FilterStatus.VirtualAccountIssued => PaymentStatus.VirtualAccountIssued,
        FilterStatus.Paid => PaymentStatus.Paid,
        FilterStatus.Failed => PaymentStatus.Failed,
        FilterStatus.PartialCancelled => PaymentStatus.PartialCancelled,
        FilterStatus.Cancelled => PaymentStatus.Cancelled,
        _ => throw new InvalidOperationException($"{status} is no status of a payment."),
    };
}

/// <summary>The filter's statuses: the one that the payment itself calls PAY_PENDING is PENDING here.</summary>
public enum FilterStatus
{
    Ready,
    Pending,
    VirtualAccountIssued,
    Paid,
    Failed,
    PartialCancelled,
    Cancelled,
}

/// <summary>By which time a list selects and sorts.</summary>
public enum PaymentTime
{
    CreatedAt,
    RequestedAt,
    StatusChangedAt,
}

/// <summary>The direction of a list.</summary>
public enum SortOrder
{
    Desc,
    Asc,
}

/// <summary>A text that a payment must contain.</summary>
public sealed record TextSearch(string Field, string Value)
{
    public bool Matches(Payment payment) => Field switch
    {
        "PAYMENT_ID" => Contains(payment.Id),
        "TX_ID" => Contains(payment.Attempt.TransactionId),
        "PG_TX_ID" => Contains(payment.Attempt.PgTxId),
        "ORDER_NAME" => Contains(payment.Order.OrderName),
        "CUSTOMER_NAME" => Contains(payment.Order.Customer?.Name),
        "ALL" => Contains(payment.Id) || Contains(payment.Order.OrderName) || Contains(payment.Order.Customer?.Name),
        _ => true,
    };

    private bool Contains(string? text) => text?.Contains(Value, StringComparison.OrdinalIgnoreCase) == true;
}

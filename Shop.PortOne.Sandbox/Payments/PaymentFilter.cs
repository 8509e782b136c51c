// The filter of the page list. A filter that the sandbox cannot apply is refused, because ignoring it would return
// payments that do not match.
using System.Text.Json;
using System.Text.Json.Serialization;
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>The provider's filter.</summary>
public sealed record PaymentFilter(
    string? MerchantId = null,
    string? StoreId = null,
    PaymentTime TimestampType = PaymentTime.StatusChangedAt,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    IReadOnlyList<FilterStatus>? Status = null,
    IReadOnlyList<FilterMethod>? Methods = null,
    IReadOnlyList<string>? PgProvider = null,
    bool? IsTest = null,
    bool? IsScheduled = null,
    PaymentTime? SortBy = null,
    SortOrder SortOrder = SortOrder.Desc,
    string? Version = null,
    DeliveryStatus? WebhookStatus = null,
    FilterPlatform? PlatformType = null,
    string? Currency = null,
    bool? IsEscrow = null,
    string? CardBrand = null,
    string? CardType = null,
    string? CardOwnerType = null,
    IReadOnlyList<TextSearch>? TextSearch = null)
{
    /// <summary>Filters that the sandbox cannot apply.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    public bool Matches(SandboxState state, Payment payment, DateTimeOffset from, DateTimeOffset until) =>
        TimeOf(payment, TimestampType) is var time && time >= from && time < until
        && (StoreId is null || payment.Order.StoreId == StoreId)
        && (Status is null or [] || Status.Any(status => ToPaymentStatus(status) == payment.Status))
        && (Methods is null or [] || Methods.Contains(MethodOf(payment.Order.Method)))
        && (PgProvider is null or [] || PgProvider.Contains(payment.Order.Provider))
        && (IsTest is null || IsTest == (payment.Order.ChannelType == ChannelType.Test))
        && (PlatformType is null || PlatformType == PlatformOf(payment.Order.Origin.PlatformType))
        && (Currency is null || Currency == payment.Order.Currency)
        && (WebhookStatus is null || payment.WebhookIds.Any(id => state.Deliveries.Find(id)?.Status == WebhookStatus))
        && (TextSearch ?? []).All(search => search.Matches(payment))
        && MatchesEveryPayment
        && MatchesCard(payment.Order.Method);

    public IEnumerable<Payment> Sort(IEnumerable<Payment> payments)
    {
        var by = SortBy ?? TimestampType;
        return SortOrder == SortOrder.Asc
            ? payments.OrderBy(payment => TimeOf(payment, by)).ThenBy(payment => payment.Id, StringComparer.Ordinal)
            : payments.OrderByDescending(payment => TimeOf(payment, by))
                .ThenByDescending(payment => payment.Id, StringComparer.Ordinal);
    }

    // All payments of the sandbox have these values: none is scheduled or in escrow.
    private bool MatchesEveryPayment =>
        (MerchantId is null or PaymentParts.MerchantId)
        && (Version is null or PaymentParts.Version)
        && (IsScheduled is null or false)
        && (IsEscrow is null or false);

    private bool MatchesCard(PayMethod method) =>
        this is { CardBrand: null, CardType: null, CardOwnerType: null }
        || (method is PayMethod.Card or PayMethod.EasyPay
            && (CardBrand is null or PaymentParts.CardBrand)
            && (CardType is null or PaymentParts.CardType)
            && (CardOwnerType is null or PaymentParts.CardOwnerType));

    private static FilterMethod MethodOf(PayMethod method) => method switch
    {
        PayMethod.Card => FilterMethod.Card,
        PayMethod.Transfer => FilterMethod.Transfer,
        PayMethod.VirtualAccount => FilterMethod.VirtualAccount,
        PayMethod.GiftCertificate => FilterMethod.GiftCertificate,
        PayMethod.Mobile => FilterMethod.Mobile,
        PayMethod.EasyPay or PayMethod.Paypal or PayMethod.Alipay or PayMethod.AlipayPlus => FilterMethod.EasyPay,
        PayMethod.ConvenienceStore => FilterMethod.ConvenienceStore,
        _ => throw new InvalidOperationException($"{method} is not a payment method."),
    };

    private static FilterPlatform PlatformOf(PlatformType platform) => platform switch
    {
        Payments.PlatformType.Pc => FilterPlatform.SdkPc,
        Payments.PlatformType.Mobile => FilterPlatform.SdkMobile,
        Payments.PlatformType.Api => FilterPlatform.Api,
        _ => throw new InvalidOperationException($"{platform} is not a platform type."),
    };

    private static DateTimeOffset TimeOf(Payment payment, PaymentTime time) => time switch
    {
        PaymentTime.CreatedAt or PaymentTime.RequestedAt => payment.RequestedAt,
        PaymentTime.StatusChangedAt => payment.Attempt.StatusChangedAt,
        _ => throw new InvalidOperationException($"{time} is not a time of a payment."),
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
        _ => throw new InvalidOperationException($"{status} is not a status of a payment."),
    };
}

/// <summary>The filter's statuses. A payment's PAY_PENDING is PENDING here.</summary>
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

/// <summary>The filter's methods. CRYPTO is a valid filter, although no payment of the sandbox has it.</summary>
public enum FilterMethod
{
    Card,
    Transfer,
    VirtualAccount,
    GiftCertificate,
    Mobile,
    EasyPay,
    ConvenienceStore,
    Crypto,
}

/// <summary>The filter's platform types. A payment's own platform types have other names.</summary>
public enum FilterPlatform
{
    SdkPc,
    SdkMobile,
    Api,
}

/// <summary>The time by which a list is filtered and sorted.</summary>
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

// The HTTP contract of Commerce. JSON is camelCase; amounts in won are whole numbers (long) named …Won; times are RFC
// 3339 in UTC. Errors are application/problem+json with a stable `code`: one of ProblemCodes, or of SharedProblemCodes
// (Shop.ServiceDefaults), which all services use. Callers link this file.
// Names and titles are in the language of Accept-Language: Korean unless English is preferred.
using System.Text.Json.Serialization;

namespace Shop.Commerce;

/// <summary>A category as the shop shows it; <paramref name="Category"/> is the value of the filter.</summary>
public sealed record CategoryItem(string Category, string Name);

/// <summary>The categories in the order of the shop's menu.</summary>
public sealed record CategoriesReply(IReadOnlyList<CategoryItem> Items);

/// <summary>A product; <paramref name="ImageUrl"/> is a path on the storefront.</summary>
public sealed record ProductItem(
    int Id, string Name, long PriceWon, string ImageUrl, int Stock, bool AdultsOnly, string Category);

/// <summary>
/// One page of products, and how many there are in all. <paramref name="CorrectedTo"/> is what was searched instead
/// when the query itself finds nothing: it was misspelt, or typed with the keyboard in the other language.
/// </summary>
public sealed record ProductsReply(IReadOnlyList<ProductItem> Items, long Total, string? CorrectedTo = null);

/// <summary>A product with all its details.</summary>
public sealed record ProductReply(
    int Id, string Name, string Description, long PriceWon, string ImageUrl, int Stock, bool AdultsOnly,
    string Category, string CategoryName);

/// <summary>A banner of the front page; <paramref name="Link"/> is a path on the storefront.</summary>
public sealed record BannerItem(int Id, string Title, string Subtitle, string ImageUrl, string Link);

/// <summary>The banners in display order.</summary>
public sealed record BannersReply(IReadOnlyList<BannerItem> Items);

/// <summary>
/// The products that the shopper waits for (`PUT /products/{id}/restock-notice`), those that are in stock again first.
/// </summary>
public sealed record RestockNoticesReply(IReadOnlyList<ProductItem> Items);

/// <summary>
/// The signed-in shopper's cart; <paramref name="Version"/> identifies this cart until it is ordered.
/// <paramref name="Shortfalls"/>: what this call requested and the cart did not take; null if it took everything.
/// </summary>
public sealed record CartReply(
    Guid Version, IReadOnlyList<CartLineItem> Lines, long TotalWon, IReadOnlyList<CartShortfall>? Shortfalls = null);

/// <summary>
/// The cart took only <paramref name="Taken"/> of the <paramref name="Wanted"/> units: <paramref name="Stock"/> are in
/// stock, a line has <see cref="Limits.QuantityPerLine"/> units at most, and a cart <see cref="Limits.LinesPerOrder"/>
/// lines.
/// </summary>
public sealed record CartShortfall(int ProductId, int Wanted, int Taken, int Stock);

/// <summary>A line of the cart; <paramref name="Available"/> is false if the stock is below the quantity.</summary>
public sealed record CartLineItem(
    int ProductId, string Name, string ImageUrl, long PriceWon, int Quantity, long LineTotalWon, int Stock,
    bool AdultsOnly, bool Available);

/// <summary>
/// Lines that are not in a signed-in shopper's cart: a guest's, to be priced (`POST /cart/quote`) or merged on sign-in
/// (`POST /cart/merge`: the larger quantity wins, limited by the stock). A product may occur once; products that the
/// shop does not have are left out of the reply.
/// </summary>
public sealed record CartLinesRequest(IReadOnlyList<OrderLineRequest> Lines);

/// <summary>What a guest's lines cost now, in the order given.</summary>
public sealed record CartQuoteReply(IReadOnlyList<CartLineItem> Lines, long TotalWon);

/// <summary>
/// The quantity of a product, 1 to <see cref="Limits.QuantityPerLine"/>: `PUT /cart/lines/{productId}` sets the line to
/// it, `POST` adds it. Neither takes more than the stock; the reply's shortfalls say so. OUT_OF_STOCK if nothing is in
/// stock and the product is not in the cart.
/// </summary>
public sealed record CartLineRequest(int Quantity);

/// <summary>A product and its quantity.</summary>
public sealed record OrderLineRequest(int ProductId, int Quantity);

/// <summary>
/// The shipping address, and the buyer's e-mail address for the payment provider's receipt. A null e-mail address is
/// not serialized: the hash of a request without one stays the hash that was stored before the field existed.
/// </summary>
public sealed record Shipping(
    string Recipient, string Phone, string PostalCode, string Address1, string? Address2 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email = null);

/// <summary>Places an order of <paramref name="Lines"/>, or of the cart if they are absent.</summary>
public sealed record OrderRequest(
    Shipping Shipping, IReadOnlyList<OrderLineRequest>? Lines = null, Guid? CartVersion = null,
    long? ExpectedTotalWon = null);

/// <summary>
/// The placed order and what the payment window needs. <paramref name="PaymentKey"/> is PortOne's paymentId.
/// </summary>
public sealed record OrderReply(Guid OrderId, string PaymentKey, string OrderName, long AmountWon);

/// <summary>Reports that the shopper came back from the payment window.</summary>
public sealed record CompleteRequest(string PaymentKey);

/// <summary>
/// The current status of a payment and its order, in upper snake case. <paramref name="RefundReason"/> says why
/// captured money is refunded, one of <see cref="RefundReasons"/>; null if the whole payment was never to be refunded.
/// </summary>
public sealed record PaymentReply(
    string PaymentKey, Guid OrderId, string PaymentStatus, string OrderStatus, string? RefundReason = null);

/// <summary>A line of an order, as it was when the order was placed.</summary>
public sealed record OrderLineItem(
    int ProductId, string Name, string ImageUrl, long PriceWon, int Quantity, long LineTotalWon);

/// <summary>An order in the history; <paramref name="RefundedWon"/> is the amount refunded so far.</summary>
public sealed record OrderItem(
    Guid OrderId, string OrderStatus, string PaymentStatus, string OrderName, long AmountWon,
    DateTimeOffset PlacedAt, IReadOnlyList<OrderLineItem> Lines, long RefundedWon);

/// <summary>One page of the shopper's orders, newest first, and how many there are in all.</summary>
public sealed record OrdersReply(IReadOnlyList<OrderItem> Items, long Total);

/// <summary>
/// A refund, completed or pending, in the minor unit of the captured currency; for KRW that is the won.
/// </summary>
public sealed record RefundItem(
    long AmountMinor, string Currency, string Status, string Reason, DateTimeOffset RequestedAt,
    DateTimeOffset? RefundedAt);

/// <summary>
/// A step of the order, oldest first. <paramref name="Track"/> says what it is about: FULFILMENT (PLACED, READY,
/// SHIPPED, DELIVERED, EXPIRED, CANCELLED) or MONEY (DECLINED, PAID, PAID_WITHOUT_ORDER, REFUND_DECIDED,
/// REFUND_REQUESTED, PARTLY_REFUNDED, REFUNDED, NOT_CHARGED). A step that moves money has its amount in the minor unit.
/// </summary>
public sealed record TimelineItem(
    string Track, string Event, DateTimeOffset At, long? AmountMinor = null, string? Currency = null);

/// <summary>The amounts captured, refunded and being refunded for the order, in the currency's minor unit.</summary>
public sealed record OrderMoney(string Currency, long CapturedMinor, long RefundedMinor, long RefundingMinor);

/// <summary>
/// An order with everything that its page needs; <paramref name="RefundReason"/> as in <see cref="PaymentReply"/>.
/// <paramref name="Money"/> is null before a capture. <paramref name="RefundNeedsAccount"/>: the money was paid as a
/// deposit and can be refunded only to a bank account that the shopper provides. <paramref name="AttemptFailed"/>: the
/// newest payment attempt failed; <paramref name="FailureText"/> is the payment provider's reason, to be shown
/// unchanged.
/// </summary>
public sealed record OrderDetailReply(
    Guid OrderId, string OrderStatus, string PaymentStatus, string OrderName, long AmountWon, DateTimeOffset PlacedAt,
    IReadOnlyList<OrderLineItem> Lines, Shipping Shipping, string PaymentKey, DateTimeOffset? PaidAt,
    DateTimeOffset? ExpiresAt, IReadOnlyList<RefundItem> Refunds, IReadOnlyList<TimelineItem> Timeline,
    string? RefundReason = null, bool RefundNeedsAccount = false, OrderMoney? Money = null,
    bool AttemptFailed = false, string? FailureText = null);

/// <summary>
/// An order that waits for payment. At <paramref name="ExpiresAt"/> it ends and its stock is returned, unless the
/// shopper is at the payment window.
/// </summary>
public sealed record WaitingOrderItem(
    Guid OrderId, string OrderName, long AmountWon, DateTimeOffset ExpiresAt, IReadOnlyList<OrderLineRequest> Lines);

/// <summary>The shopper's orders that wait for payment, newest first.</summary>
public sealed record WaitingOrdersReply(IReadOnlyList<WaitingOrderItem> Items);

/// <summary>The shopper's reason for cancelling.</summary>
public sealed record CancelRequest(string Reason);

/// <summary>The statuses after the cancellation.</summary>
public sealed record CancelReply(Guid OrderId, string OrderStatus, string PaymentStatus);

/// <summary>
/// The values of `sort` on `GET /products`. By default a search is sorted by relevance and any other list by newest.
/// Sold-out products come last in every sort order but newest.
/// </summary>
public static class ProductSorts
{
    public const string Relevance = "relevance";
    public const string Newest = "newest";
    public const string Popular = "popular";
    public const string PriceLow = "price-low";
    public const string PriceHigh = "price-high";
}

/// <summary>The reasons why captured money is refunded.</summary>
public static class RefundReasons
{
    public const string AmountDiffers = "AMOUNT_DIFFERS";
    public const string TaxFreeDiffers = "TAX_FREE_DIFFERS";
    public const string CurrencyDiffers = "CURRENCY_DIFFERS";
    public const string StoreDiffers = "STORE_DIFFERS";
    public const string TestChannel = "TEST_CHANNEL";
    public const string PartlyRefunded = "PARTLY_REFUNDED";
    public const string OrderEnded = "ORDER_ENDED";
    public const string CancelledByShopper = "CANCELLED_BY_SHOPPER";
    public const string CancelledByShop = "CANCELLED_BY_SHOP";
}

/// <summary>The limits of requests.</summary>
public static class Limits
{
    public const int SearchLength = 100;
    public const int QuantityPerLine = 99;
    public const int LinesPerOrder = 50;
    public const int PageSize = 100;
    public const int RestockNotices = 100;
    public const int CancelReason = 200;
}

/// <summary>The stable problem codes that only Commerce uses.</summary>
public static class ProblemCodes
{
    public const string OutOfStock = "OUT_OF_STOCK";
    public const string PriceChanged = "PRICE_CHANGED";
    public const string AdultsOnly = "ADULTS_ONLY";
    public const string EmptyCart = "EMPTY_CART";
    public const string CartAlreadyOrdered = "CART_ALREADY_ORDERED";

    /// <summary>
    /// An order of the same products to another address, or at another price, waits for payment: <c>orderId</c>.
    /// </summary>
    public const string OrderAwaitsPayment = "ORDER_AWAITS_PAYMENT";
    public const string IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED";
    public const string PaymentNotPaid = "PAYMENT_NOT_PAID";
    public const string NotCancellable = "NOT_CANCELLABLE";

    /// <summary>
    /// The cancellation changed nothing, because the payment's state is not known yet. UNAVAILABLE would not say that
    /// nothing changed.
    /// </summary>
    public const string PaymentBeingChecked = "PAYMENT_BEING_CHECKED";
}

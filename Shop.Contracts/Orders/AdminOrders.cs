// Orders as operators see them. Without Permission.CanSeePersonalData the personal data is masked.
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>Why an order needs an operator, apart from its status. Today's figures count the same orders.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum OrderAttention
{
    /// <summary>A refund has not succeeded yet.</summary>
    OpenRefund,

    /// <summary>A refund waits for a bank account, or has been due for more than two days.</summary>
    StuckRefund,

    /// <summary>An open dispute of a payment that is not fully refunded.</summary>
    Disputed,
}

[JsonConverter(typeof(EnumNameJsonConverter))]
public enum AdminOrderSort
{
    Placed,
    Amount,
}

/// <param name="Recipient">Masked for staff; null after the address was erased.</param>
public sealed record AdminOrderItem(
    Guid OrderId, OrderStatus OrderStatus, PaymentStatus PaymentStatus, DateTimeOffset PlacedAt, string OrderName,
    int Pieces, long AmountWon, long RefundedWon, bool IsDisputed, string? Recipient, string? Phone);

/// <summary>A page of orders.</summary>
/// <param name="After">Continues the list; null at its end.</param>
/// <param name="SearchedUntil">
/// When the oldest order was placed that this page has searched; null if the page is full or nothing is left. A filter
/// without an index, such as the encrypted recipient, searches a limited number of orders for each page.
/// </param>
public sealed record AdminOrdersReply(
    IReadOnlyList<AdminOrderItem> Items, string? After, DateTimeOffset? SearchedUntil);

/// <param name="IsMasked">The operator may not see the whole of it.</param>
public sealed record AdminShipping(
    string Recipient, string Phone, string PostalCode, string Address1, string? Address2, string? Email, bool IsMasked);

public sealed record AdminRefundItem(
    Guid Id, long AmountMinor, RefundStatus Status, string Reason, bool IsFromOutside, DateTimeOffset RequestedAt,
    DateTimeOffset? RefundedAt);

/// <summary>A row of the ledger; its names are those of the table.</summary>
public sealed record LedgerItem(
    DateTimeOffset At, string Event, string Source, long? AmountMinor, string? Currency, string? Reason,
    string? Reference);

public sealed record DisputeItem(
    string Id, string Status, string? Reason, DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt);

public sealed record JobItem(string Kind, DateTimeOffset DueAt, int Attempts, DateTimeOffset? ClaimedUntil);

/// <param name="Text">Null after it was erased together with the address.</param>
public sealed record OrderNoteItem(Guid Id, DateTimeOffset At, string Operator, string? Text);

/// <summary>An order with everything that is known about it.</summary>
/// <param name="CancelReason">The shopper's words; null for an operator who may not see personal data.</param>
/// <param name="Money">Null before a capture.</param>
/// <param name="Acts">What operators did with the order, newest first.</param>
public sealed record AdminOrderReply(
    Guid OrderId, OrderStatus OrderStatus, PaymentStatus PaymentStatus, DateTimeOffset PlacedAt,
    DateTimeOffset? ExpiresAt, string OrderName, long AmountWon, IReadOnlyList<OrderLineItem> Lines,
    AdminShipping? Shipping,
    string? CancelReason, ShipmentItem? Shipment, string PaymentKey, DateTimeOffset? PaidAt, OrderMoney? Money,
    RefundReason? RefundReason, bool RefundNeedsAccount, string? FailureText, IReadOnlyList<AdminRefundItem> Refunds,
    IReadOnlyList<TimelineItem> Timeline, IReadOnlyList<LedgerItem> Ledger, IReadOnlyList<DisputeItem> Disputes,
    IReadOnlyList<JobItem> Jobs, IReadOnlyList<OrderNoteItem> Notes, IReadOnlyList<AuditItem> Acts);

/// <param name="TrackingNumber">Digits; blanks and hyphens are ignored.</param>
public sealed record ShipRequest(
    [property: Required, MaxLength(Limits.TrackingNumber)] string Courier,
    [property: Required, MaxLength(Limits.TrackingNumber)] string TrackingNumber);

/// <param name="Id">Chosen by the caller: a repeat with the same id adds nothing.</param>
public sealed record OrderNoteRequest(Guid Id, [property: ReadableText(Limits.Note)] string Text);

/// <summary>The order after an act.</summary>
/// <param name="IsRepeat">The order was in this state already, so nothing was done.</param>
/// <param name="DoneBy">For a repeat, the operator who did it; null if it was no operator.</param>
public sealed record OrderActReply(
    OrderStatus OrderStatus, PaymentStatus PaymentStatus, bool IsRepeat, string? DoneBy);

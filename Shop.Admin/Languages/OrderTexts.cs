namespace Shop.Admin.Languages;

/// <remarks>Orders.</remarks>
public sealed partial class Texts
{
    public string OrderTitle => Say("주문 상세", "Order");
    public string OrderNumber => Say("주문번호", "Order number");
    public string Placed => Say("주문일시", "Placed");
    public string Product => Say("상품", "Product");
    public string ProductHint => Say("번호나 이름", "Id or name");
    public string Recipient => Say("받는 분", "Recipient");
    public string Phone => Say("전화번호", "Phone");
    public string Address => Say("주소", "Address");
    public string Email => Say("이메일", "E-mail");
    public string Amount => Say("금액", "Amount");
    public string From => Say("시작일", "From");
    public string Until => Say("종료일", "Until");
    public string MinWon => Say("최소 금액", "Least amount");
    public string MaxWon => Say("최대 금액", "Most amount");
    public string AnyStatus => Say("모든 상태", "Any status");
    public string Attention => Say("확인할 일", "Needs attention");
    public string AnyAttention => Say("전체", "All orders");
    public string SortLabel => Say("정렬", "Sort");
    public string Newest => Say("최근 주문부터", "Newest first");
    public string Oldest => Say("오래된 주문부터", "Oldest first");
    public string Highest => Say("높은 금액부터", "Highest amount first");
    public string Lowest => Say("낮은 금액부터", "Lowest amount first");
    public string NoOrders => Say("조건에 맞는 주문이 없습니다.", "No orders match.");
    public string NextPage => Say("다음 주문", "Next orders");
    public string FirstPage => Say("처음으로", "First page");
    public string SearchedUntil(DateTimeOffset at) => Say(
        $"{Moment(at)} 주문까지 찾았습니다. 더 오래된 주문은 아래에서 이어서 찾습니다.",
        $"Searched the orders back to {Moment(at)}. Continue below for older ones.");
    public string SearchedForwardUntil(DateTimeOffset at) => Say(
        $"{Moment(at)} 주문까지 찾았습니다. 더 최근 주문은 아래에서 이어서 찾습니다.",
        $"Searched the orders up to {Moment(at)}. Continue below for newer ones.");
    public string OrderLink(string name, DateTimeOffset at) => Say($"{name}, {Moment(at)} 주문", $"{name}, {Moment(at)}");
    public string OrdersOf(OrderLineItem line) => Say(
        $"#{line.ProductId}, {line.Name} 주문 모두 보기", $"#{line.ProductId}, all orders of {line.Name}");
    public string Pieces(int pieces) => Say($"{pieces}개", $"{pieces} pcs");
    public string Refunded(long won) => Say($"{Won(won)} 환불됨", $"{Won(won)} refunded");
    public string IsDisputed => Say("분쟁", "Disputed");

    public string Lines => Say("주문 상품", "Products");
    public string ShippingTitle => Say("배송", "Shipping");
    public string ErasedAddress => Say("보관 기간이 지나 지워졌습니다.", "Erased after the retention period.");
    public string Courier => Say("택배사", "Courier");
    public string TrackingNumber => Say("운송장 번호", "Tracking number");
    public string PaymentTitle => Say("결제와 환불", "Payment and refunds");
    public string PaymentKey => Say("결제 키", "Payment key");
    public string PaidAtLabel => Say("결제일시", "Paid");
    public string Captured => Say("결제된 금액", "Captured");
    public string RefundedLabel => Say("환불된 금액", "Refunded");
    public string Refunding => Say("환불 중인 금액", "Being refunded");
    public string NeedsAccount => Say(
        "입금 결제라서 결제사 콘솔에서 계좌를 적어 환불해야 합니다.",
        "Paid by deposit: refund it in PortOne's console with the shopper's bank account.");
    public string CancelReasonLabel => Say("고객의 취소 사유", "The shopper's reason");
    public string Progress => Say("진행", "Progress");
    public string LedgerTitle => Say("원장", "Ledger");
    public string JobsTitle => Say("예약된 작업", "Jobs");
    public string RefundsTitle => Say("환불 내역", "Refunds");
    public string ActsTitle => Say("운영자 활동", "Operators' acts");
    public string Event => Say("일", "Event");
    public string SourceLabel => Say("경로", "Source");
    public string Reason => Say("사유", "Reason");
    public string Due => Say("예정", "Due");
    public string Attempts => Say("시도", "Attempts");
    public string NotesTitle => Say("내부 메모", "Notes");
    public string NewNote => Say("새 메모", "New note");
    public string AddNote => Say("메모 남기기", "Add the note");
    public string ErasedNote => Say("(지워진 메모)", "(erased)");

    public string Ship => Say("배송 시작", "Ship");
    public string Deliver => Say("배송 완료", "Mark as delivered");
    public string CancelOrder => Say("주문 취소", "Cancel the order");
    public string RefundOrder => Say("전액 환불", "Refund everything");
    public string Recheck => Say("결제사에 다시 확인", "Recheck at PortOne");
    public string ConfirmShip(string courier, string number) => Say(
        $"{courier} {number}(으)로 배송을 시작할까요? 운송장은 나중에 바꿀 수 없습니다.",
        $"Ship with {courier}, {number}? The number cannot be changed later.");
    public string ConfirmDeliver => Say("배송 완료로 표시할까요?", "Mark the order as delivered?");
    public string ConfirmCancel(long won) => Say(
        $"주문을 취소할까요? 결제된 금액({Won(won)})은 모두 환불됩니다.",
        $"Cancel the order? Everything that was paid ({Won(won)}) is refunded.");
    public string ConfirmRefund(long won) => Say(
        $"{Won(won)}을 환불할까요? 주문은 그대로 남습니다.", $"Refund {Won(won)}? The order stays as it is.");
    public string AlreadyDone(string? doneBy) => doneBy is null
        ? Say("이미 처리된 주문입니다.", "This was done already.")
        : Say($"{doneBy} 님이 이미 처리한 주문입니다.", $"{doneBy} has done this already.");

    public string Attentions(OrderAttention attention) => attention switch
    {
        OrderAttention.OpenRefund => OpenRefunds,
        OrderAttention.StuckRefund => StuckRefunds,
        OrderAttention.Disputed => Disputes,
        _ => throw new ArgumentOutOfRangeException(nameof(attention), attention, null),
    };

    public string Status(OrderStatus status) => status switch
    {
        OrderStatus.Pending => Say("결제 대기", "Waiting for payment"),
        OrderStatus.Ready => Say("배송할 주문", "To ship"),
        OrderStatus.Shipped => Say("배송 중", "Shipped"),
        OrderStatus.Delivered => Say("배송 완료", "Delivered"),
        OrderStatus.Expired => Say("시간 만료", "Expired"),
        OrderStatus.Cancelled => Say("취소됨", "Cancelled"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public string Status(PaymentStatus status) => status switch
    {
        PaymentStatus.Pending => Say("결제 전", "Not paid"),
        PaymentStatus.Paid => Say("결제됨", "Paid"),
        PaymentStatus.Closed => Say("결제 없이 끝남", "Closed"),
        PaymentStatus.RefundDue => Say("환불할 결제", "Refund due"),
        PaymentStatus.Refunded => Say("환불됨", "Refunded"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public string Status(RefundStatus status) => status switch
    {
        RefundStatus.Pending => Say("보내기 전", "Not sent"),
        RefundStatus.Sent => Say("보냄", "Sent"),
        RefundStatus.Requested => Say("결제사가 처리 중", "In progress"),
        RefundStatus.Succeeded => Say("완료", "Succeeded"),
        RefundStatus.Rejected => Say("거절됨", "Rejected"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public string Step(TimelineEvent step) => step switch
    {
        TimelineEvent.Placed => Say("주문", "Placed"),
        TimelineEvent.Ready => Say("배송 준비", "Ready to ship"),
        TimelineEvent.Shipped => Say("배송 시작", "Shipped"),
        TimelineEvent.Delivered => Say("배송 완료", "Delivered"),
        TimelineEvent.Expired => Say("시간 만료", "Expired"),
        TimelineEvent.Cancelled => Say("취소", "Cancelled"),
        TimelineEvent.Declined => Say("결제 실패", "Payment declined"),
        TimelineEvent.Paid => Say("결제", "Paid"),
        TimelineEvent.PaidWithoutOrder => Say("결제되었으나 주문과 맞지 않음", "Captured, not accepted"),
        TimelineEvent.RefundDecided => Say("환불 결정", "Refund decided"),
        TimelineEvent.RefundRequested => Say("환불 요청", "Refund requested"),
        TimelineEvent.PartlyRefunded => Say("일부 환불", "Partly refunded"),
        TimelineEvent.Refunded => Say("환불 완료", "Refunded"),
        TimelineEvent.NotCharged => Say("결제 없이 끝남", "Ended without a payment"),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    /// <summary>An amount in the minor unit of its currency.</summary>
    public string Money(long minor, string? currency) =>
        currency is null or Currencies.Won ? Won(minor) : $"{Number(minor)} {currency}";

    private string ActIsTooLate(ApiError error)
    {
        var now = error.Value<OrderStatus>(ProblemExtensions.OrderStatus) is { } status ? Status(status) : "";
        return error.Text(ProblemExtensions.DoneBy) is { } doneBy
            ? Say(
                $"{doneBy} 님이 먼저 처리했습니다. 지금 상태: {now}.", $"{doneBy} was faster. The order is now: {now}.")
            : Say($"지금 상태에서는 할 수 없습니다. 지금 상태: {now}.", $"The order does not allow this. It is: {now}.");
    }
}

namespace Shop.Web.Languages;

// Cancellations and refunds.
public sealed partial class Texts
{
    public string CancelOrder => Say("주문 취소", "Cancel order");
    public string CancelTitle => Say("주문을 취소할까요?", "Cancel this order?");
    public string CancelWhy => Say("취소 사유", "Why are you cancelling?");
    public string CancelWhyMissing => Say("취소 사유를 골라 주세요.", "Please choose a reason.");
    public string CancelNow => Say("주문 취소하기", "Cancel this order");
    public string KeepOrder => Say("취소하지 않고 돌아가기", "Keep the order");
    public string CancelChecking => Say(
        "결제를 확인하고 있어 아직 취소하지 못했습니다. 잠시 뒤 그대로 다시 눌러 주세요.",
        "We are still checking your payment, so the order is not cancelled yet. Please press again in a moment.");
    public string CancelUnanswered => Say(
        "취소되었는지 아직 알 수 없습니다. 그대로 다시 눌러 주세요. 여러 번 눌러도 한 번만 취소됩니다.",
        "We do not know yet whether it was cancelled. Press again; however often you press, it is cancelled once.");

    public string PartRefundText => Say(
        "결제하신 금액의 일부를 돌려드립니다. 주문은 그대로 진행됩니다.", "Part of what you paid comes back to you. Your order goes on as it is.");
    public string RefundTakesDays => Say(
        "카드사나 은행에 따라 실제로 반영되기까지 며칠이 걸릴 수 있습니다.",
        "Depending on your card or bank it can take a few days until you see it there.");
    public string RefundUnderWay => Say("환불 진행 중", "Refund under way");
    public string RefundUpdates => Say("환불이 끝나면 이 페이지가 저절로 바뀝니다.", "This page updates itself when the money is back.");
    public string PartlyRefunded => Say("부분 환불", "Partly refunded");
    public string RefundedAmount => Say("환불된 금액", "Already refunded");
    public string RefundedOnCancel => Say("취소하면 환불될 금액", "Refunded if you cancel");

    public string RefundNeedsAccount(Guid orderId) => Say(
        $"입금하신 돈은 계좌로만 돌려드릴 수 있습니다. 가게 고객센터에 주문번호 {orderId}와 환불받으실 계좌를 알려 주세요. "
            + "알려 주시는 대로 돌려드립니다.",
        "You paid by deposit, so the money can only go back to a bank account. Please tell the shop's customer service "
            + $"your order number {orderId} and the account it should go to. It is returned as soon as they know.");

    /// <summary>The confirmation before a cancellation. It depends on what has been paid and refunded.</summary>
    public string CancelText(PaymentStatus paymentStatus, bool isPartlyRefunded) =>
        (paymentStatus, isPartlyRefunded) switch
        {
            (PaymentStatus.Paid, false) => Say(
                "취소하면 되돌릴 수 없습니다. 결제하신 금액은 전액 환불됩니다.", "This cannot be undone. You get back everything that you paid."),
            (PaymentStatus.Paid, true) => Say(
                "취소하면 되돌릴 수 없습니다. 이미 환불된 금액을 뺀 나머지가 모두 환불됩니다.",
                "This cannot be undone. You get back everything that has not been refunded yet."),
            _ => Say(
                "취소하면 되돌릴 수 없습니다. 그사이 결제된 금액이 있으면 전액 환불됩니다.",
                "This cannot be undone. If anything has been paid meanwhile, you get all of it back."),
        };

    public string ReasonToCancel(CancelReason reason) => reason switch
    {
        CancelReason.ChangedMind => Say("단순 변심", "I changed my mind"),
        CancelReason.OrderingAnother => Say("다른 상품으로 주문", "I will order something else"),
        CancelReason.WrongAddress => Say("배송지를 잘못 입력", "The delivery address is wrong"),
        CancelReason.Other => Say("기타", "Something else"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason that the page does not offer."),
    };

    public string NotCancellable(OrderStatus? orderStatus) => orderStatus switch
    {
        OrderStatus.Shipped => Say(
            "이미 배송이 시작되어 취소할 수 없습니다.", "It is already on its way, so it can no longer be cancelled."),
        OrderStatus.Delivered => Say(
            "이미 배송이 끝나 취소할 수 없습니다.", "It has been delivered, so it can no longer be cancelled."),
        null or OrderStatus.Pending or OrderStatus.Ready or OrderStatus.Expired or OrderStatus.Cancelled => Say(
            "이미 끝난 주문이라 취소할 것이 없습니다.", "This order has already ended; there is nothing to cancel."),
        _ => throw new ArgumentOutOfRangeException(nameof(orderStatus), orderStatus, null),
    };

    public string RefundTitle(PaymentStatus? paymentStatus, OrderStatus? orderStatus, bool needsAccount) =>
        (paymentStatus, orderStatus) switch
        {
            (PaymentStatus.Refunded, _) => Say("결제하신 금액을 돌려드렸습니다", "Your money has been returned"),
            _ when needsAccount => Say("환불받으실 계좌가 필요합니다", "We need an account to return your money to"),
            (_, OrderStatus.Expired) => Say(
                "주문 기한이 지나 결제하신 금액을 돌려드리고 있습니다", "Your order has expired; your money is being returned"),
            _ => Say("결제하신 금액을 돌려드리고 있습니다", "Your money is being returned"),
        };

    public string RefundText(PaymentStatus? paymentStatus, OrderStatus? orderStatus, RefundReason? refundReason) =>
        $"{WhyRefunded(orderStatus, refundReason)} "
            + RefundExtent(paymentStatus == PaymentStatus.Refunded, refundReason);

    /// <summary>The amount of one refund; <paramref name="isPart"/> if the order continues.</summary>
    public string RefundedMoney(RefundItem refund, bool isPart) => isPart
        ? $"{PartlyRefunded} {Money(refund.AmountMinor, refund.Currency)}"
        : Money(refund.AmountMinor, refund.Currency);

    /// <summary>The progress of one refund. Every status except Succeeded is still in progress.</summary>
    public string RefundProgress(RefundItem refund, bool isPart) => (refund, isPart) switch
    {
        ({ Status: RefundStatus.Succeeded, RefundedAt: { } at }, true) => Say($"완료 — {Date(at)}", $"on {Date(at)}"),
        ({ Status: RefundStatus.Succeeded, RefundedAt: { } at }, false) => Say(
            $"환불 완료 — {Date(at)}", $"Refunded on {Date(at)}"),
        (_, true) => Say("진행 중", "under way"),
        (_, false) => RefundUnderWay,
    };

    // Without a reason the payment was accepted for the order and refunded later.
    private string WhyRefunded(OrderStatus? orderStatus, RefundReason? reason) => (reason, orderStatus) switch
    {
        (null or RefundReason.CancelledByShop, OrderStatus.Shipped or OrderStatus.Delivered) => Say(
            "보내 드린 주문의 금액을 환불합니다.", "You get a refund for an order that has been shipped."),
        (null or RefundReason.CancelledByShop, _) => Say("이 주문은 취소되었습니다.", "This order was cancelled."),
        (RefundReason.CancelledByShopper, _) => Say("주문을 취소하셨습니다.", "You cancelled this order."),
        (RefundReason.OrderEnded, OrderStatus.Expired) => Say(
            "결제 기한이 지난 뒤에 결제되어 주문이 확정되지 못했습니다.",
            "The payment arrived after the payment deadline, so the order could not be placed."),
        (RefundReason.OrderEnded, _) => Say(
            "이 주문은 끝난 뒤에 결제되어 확정되지 못했습니다.",
            "The payment arrived after this order had ended, so it could not be placed."),
        (RefundReason.AmountDiffers or RefundReason.TaxFreeDiffers or RefundReason.CurrencyDiffers, _) => Say(
            "결제된 금액이 주문 금액과 달라 주문이 확정되지 못했습니다.",
            "The amount paid differs from the price of this order, so it could not be placed."),
        (RefundReason.PartlyRefunded, _) => Say(
            "결제가 이미 일부 취소되어 주문이 확정되지 못했습니다.",
            "Part of the payment had already been cancelled, so the order could not be placed."),
        (RefundReason.StoreDiffers or RefundReason.TestChannel, _) => Say(
            "이 상점의 결제 수단으로 결제되지 않아 주문이 확정되지 못했습니다.",
            "The payment was not made through this shop's payment methods, so the order could not be placed."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    private string RefundExtent(bool isDone, RefundReason? refundReason) => (refundReason, isDone) switch
    {
        (RefundReason.PartlyRefunded, false) => Say("남은 금액도 환불됩니다.", "You get the rest back too."),
        (RefundReason.PartlyRefunded, true) => Say("남은 금액도 환불되었습니다.", "The rest has been returned too."),
        (_, false) => Say("결제하신 금액은 전액 환불됩니다.", "You get the full amount back."),
        (_, true) => Say("결제하신 금액은 전액 환불되었습니다.", "The full amount has been refunded."),
    };
}

namespace Shop.Web.Languages;

/// <remarks>Ordering and paying.</remarks>
public sealed partial class Texts
{
    public string Checkout => Say("주문/결제", "Checkout");
    public string WhereTo => Say("배송지", "Delivery address");
    public string Recipient => Say("받는 분", "Recipient");
    public string Phone => Say("연락처", "Phone");
    public string PostalCode => Say("우편번호", "Postal code");
    public string PostalCodeHint => Say("숫자 5자리", "5 digits");
    public string PostalCodeLiesIn(string region) => Say($"{region} 우편번호입니다.", $"This code is in {region}.");
    public string PostalCodeNowhere => Say(
        "이 번호로 시작하는 우편번호는 없습니다. 다시 확인해 주세요.", "No postal code begins with these digits. Please check it.");
    public string PostalCodeElsewhere(string region, string said) => Say(
        $"우편번호는 {region}, 주소는 {said}입니다. 다시 확인해 주세요.",
        $"This code is in {region}, but the address is in {said}. Please check.");
    public string Address1 => Say("주소", "Address");
    public string Address2 => Say("상세 주소 (선택)", "Apartment, floor (optional)");
    public string Email => Say("이메일", "E-mail");
    public string EmailOptional => Say("이메일 (선택)", "E-mail (optional)");
    public string EmailHint => Say("결제 영수증을 받을 주소입니다.", "For the receipt of your payment.");
    public string EmailNotTaken => Say(
        "이 결제 수단은 영문, 숫자, 점(.)만 있는 이메일을 받습니다. 다른 이메일이나 결제 수단을 선택해 주세요.",
        "This payment method takes only letters, digits and dots in an e-mail address. "
        + "Please use another address or method.");
    public string EmailSaved => Say("이메일을 저장했습니다.", "The e-mail address has been saved.");
    public string SaveEmail => Say("이메일 저장", "Save e-mail");
    public string PaymentMethod => Say("결제 수단", "Payment method");
    public string Summary => Say("주문 상품", "Your order");
    public string PayAmount(long won) => Say($"{Won(won)} 결제하기", $"Pay {Won(won)}");
    public string PriceChanged(long won) => Say(
        $"그사이 가격이 바뀌어 합계가 {Won(won)}입니다. 확인하고 다시 결제해 주세요.",
        $"Prices have changed; the total is now {Won(won)}. Please check it and pay again.");
    public string PendingOrder => Say("결제를 기다리는 주문이 있습니다", "You have an order awaiting payment");
    public string ContinuePayment => Say("이어서 결제", "Continue payment");
    public string OrderAwaitsPayment => Say(
        "같은 상품을 다른 배송지로 주문하고 아직 결제하지 않으셨습니다. 그 주문을 이어서 결제하거나 취소해 주세요.",
        "You have an unpaid order for the same items to another address. Pay for it or cancel it.");
    public string OrderAwaitsPaymentAt(long won) => Say(
        $"같은 상품을 {Won(won)}에 주문하고 아직 결제하지 않으셨습니다. 그 주문을 이어서 결제하거나, 취소하고 지금 가격으로 주문해 주세요.",
        $"You have an unpaid order for the same items at {Won(won)}. "
            + "Pay for it, or cancel it to order at the new price.");
    public string PayNow => Say("결제하기", "Pay now");
    public string PayTitle => Say("결제", "Payment");
    public string PayText => Say(
        "결제 창이 열리지 않으면 아래 버튼을 눌러 주세요. 몇 번을 눌러도 한 번만 결제됩니다.",
        "If the payment window does not open, press the button below. However often you press, you pay once.");
    public string PayBefore(DateTimeOffset at) => Say(
        $"{Moment(at)}까지 상품을 맡아 두고 있습니다.", $"We hold the items for you until {Moment(at)}.");
    public string OrderName => Say("주문명", "Order");
    public string OrderNumber => Say("주문번호", "Order number");
    public string ParcelBy(string courier) => Say($"{courier} 운송장 번호", $"{courier}, tracking number");
    public string PlacedAt => Say("주문일시", "Placed");
    public string CheckingTitle => Say("결제를 확인하고 있습니다", "We are checking your payment");
    public string CheckingText => Say(
        "결제사의 답을 기다리고 있습니다. 이 페이지는 저절로 바뀝니다. 다시 결제하지 않으셔도 됩니다.",
        "We are waiting for the provider's answer. This page updates itself. There is no need to pay again.");
    public string Checking => Say("확인하는 중…", "Checking…");
    public string PaidTitle => Say("주문이 완료되었습니다", "Thank you, your order is placed");

    /// <summary>The next step of a paid order.</summary>
    public string PaidText(OrderStatus orderStatus) => orderStatus switch
    {
        OrderStatus.Shipped => Say("결제가 확인되었고 상품이 배송 중입니다.", "Your payment is confirmed and your order is on its way."),
        OrderStatus.Delivered => Say(
            "결제가 확인되었고 배송이 완료되었습니다.", "Your payment is confirmed and your order was delivered."),
        OrderStatus.Pending or OrderStatus.Ready or OrderStatus.Expired or OrderStatus.Cancelled => Say(
            "결제가 확인되어 상품을 준비합니다.", "Your payment is confirmed and we are preparing your order."),
        _ => throw new ArgumentOutOfRangeException(nameof(orderStatus), orderStatus, null),
    };

    public string NotPaidTitle => Say("결제를 마치지 않았습니다", "The payment was not finished");

    /// <summary>PortOne reports FAILED if the card was declined, or if the shopper cancelled in the window.</summary>
    public string FailedTitle => Say("결제가 완료되지 않았습니다", "The payment was not completed");
    public string FailedText => Say(
        "빠져나간 금액은 없습니다. 같은 결제 수단이나 다른 결제 수단으로 다시 결제하실 수 있습니다.",
        "Nothing was charged. You can pay again, with the same method or another one.");
    public string NotPaidText => Say(
        "빠져나간 금액은 없습니다. 같은 주문을 그대로 다시 결제하실 수 있습니다.", "Nothing was charged. You can pay for the same order again.");

    /// <summary>The title of an order that ended without a payment.</summary>
    public string EndedTitle(OrderStatus orderStatus) => orderStatus switch
    {
        OrderStatus.Expired => Say("주문 기한이 지났습니다", "This order has expired"),
        OrderStatus.Cancelled => Say("취소된 주문입니다", "This order was cancelled"),
        OrderStatus.Pending or OrderStatus.Ready or OrderStatus.Shipped or OrderStatus.Delivered =>
            Say("이 주문은 끝났습니다", "This order has ended"),
        _ => throw new ArgumentOutOfRangeException(nameof(orderStatus), orderStatus, null),
    };

    public string EndedText => Say("결제된 금액은 없습니다. 다시 주문하실 수 있습니다.", "Nothing was charged. You can order again.");
    public string ShowOrder => Say("주문 상세 보기", "See the order");
    public string PayAgain => Say("다시 결제하기", "Pay again");
    public string OrderAgain => Say("다시 주문하기", "Order again");
    public string NoOrders => Say("아직 주문하신 내역이 없습니다", "You have no orders yet");
    public string Details => Say("상세 보기", "Details");
    public string Pieces(int quantity) => Say($"{quantity}개", $"× {quantity}");
    public string Progress => Say("진행 상황", "Progress");
    public string FulfilmentTrack => Say("주문과 배송", "Order and delivery");
    public string MoneyTrack => Say("결제와 환불", "Payment and refunds");
    public string OrderAmount => Say("주문 금액", "Order total");
    public string PaidAmount => Say("결제 금액", "Payment");

    public string Method(string option) => option switch
    {
        "CARD" => Say("신용·체크카드", "Card"),
        "EASY_PAY" => Say("간편결제", "Easy pay"),
        "TRANSFER" => Say("계좌이체", "Bank transfer"),
        "KAKAOPAY" => Say("카카오페이", "KakaoPay"),
        "NAVERPAY" => Say("네이버페이", "Naver Pay"),
        "TOSSPAY" => Say("토스페이", "Toss Pay"),
        "PAYCO" => Say("페이코", "PAYCO"),
        "SAMSUNGPAY" => Say("삼성페이", "Samsung Pay"),
        "APPLEPAY" => Say("애플페이", "Apple Pay"),
        "SSGPAY" => Say("SSG페이(쓱페이)", "SSGPAY"),
        "LPAY" => Say("엘페이", "L.PAY"),
        "SKPAY" => Say("SK페이", "SK pay"),
        "PINPAY" => Say("핀페이", "PINPAY"),
        "LINEPAY" => Say("라인페이", "LINE Pay"),
        "TMONEY" => Say("티머니", "Tmoney"),
        _ => throw new ArgumentOutOfRangeException(nameof(option), option, "An option without a name."),
    };

    public string MethodFrom(long won) => Say($"{Won(won)}부터", $"from {Won(won)}");

    public string PayableFrom(long won) => Say(
        $"금액이 너무 작습니다. {Won(won)}부터 결제하실 수 있습니다.", $"The amount is too small. You can pay {Won(won)} or more.");

    public string StatusName(OrderStatus status) => status switch
    {
        OrderStatus.Pending => Say("결제 대기", "Awaiting payment"),
        OrderStatus.Ready => Say("상품 준비 중", "Preparing"),
        OrderStatus.Shipped => Say("배송 중", "On its way"),
        OrderStatus.Delivered => Say("배송 완료", "Delivered"),
        OrderStatus.Expired => Say("기한 만료", "Expired"),
        OrderStatus.Cancelled => Say("취소됨", "Cancelled"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public string StatusName(PaymentStatus status) => status switch
    {
        PaymentStatus.Pending => Say("결제 확인 전", "Not confirmed yet"),
        PaymentStatus.Paid => Say("결제 완료", "Paid"),
        PaymentStatus.RefundDue => RefundUnderWay,
        PaymentStatus.Refunded => Say("환불 완료", "Refunded"),
        PaymentStatus.Closed => Say("결제 없음", "Nothing charged"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>A step of the timeline, with the amount of a payment or refund.</summary>
    public string TimelineStep(TimelineItem step) => step is { AmountMinor: { } amount, Currency: { } currency }
        ? $"{NameOf(step)} {Money(amount, currency)}"
        : NameOf(step);

    private string NameOf(TimelineItem step) => step.Event switch
    {
        TimelineEvent.Placed => Say("주문 접수", "Order placed"),
        TimelineEvent.Ready => Say("상품 준비", "Being prepared"),
        TimelineEvent.Shipped => Say("배송 시작", "Handed to the carrier"),
        TimelineEvent.Delivered => Say("배송 완료", "Delivered"),
        TimelineEvent.Expired => Say("결제 기한 만료", "Payment time ran out"),
        TimelineEvent.Cancelled => Say("주문 취소", "Order cancelled"),
        TimelineEvent.Declined => Say("결제 미완료", "Payment not completed"),
        TimelineEvent.Paid => Say("결제 완료", "Payment confirmed"),
        TimelineEvent.PaidWithoutOrder => Say("확정되지 못한 결제", "Paid, but not placed"),
        TimelineEvent.RefundDecided => Say("환불 접수", "Refund decided"),
        TimelineEvent.RefundRequested => Say("결제사에 환불 요청", "Refund requested from the provider"),
        TimelineEvent.PartlyRefunded => PartlyRefunded,
        TimelineEvent.Refunded => Say("환불 완료", "Refunded"),
        TimelineEvent.NotCharged => Say("결제 없이 종료", "Closed without a payment"),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Event, null),
    };
}

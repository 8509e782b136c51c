namespace Shop.Web.Languages;

/// <remarks>The terms of use. They describe the shop's behaviour, so update them when the behaviour changes.</remarks>
public sealed partial class Texts
{
    public IReadOnlyList<TextSection> TermsSections =>
    [
        new(Say("이 약관은", "These terms"),
            Say("이 가게에서 상품을 보고 주문하고 결제할 때 가게와 손님 사이에 적용됩니다. 가게가 누구인지와 연락처는 "
                + "모든 페이지 아래에 있습니다. 약관이 바뀌면 적용하는 날과 함께 이 페이지에 미리 싣고, 이미 하신 주문에는 "
                + "주문하실 때의 약관을 적용합니다.",
                "They hold between you and the shop when you look around, order and pay here. Who the shop is and how "
                + "to reach it is shown at the foot of every page. Changes are published here beforehand with their "
                + "date; an order keeps the terms it was placed under.")),
        new(Say("회원", "Members"),
            Say("둘러보고 장바구니에 담는 데에는 가입이 필요 없고, 주문은 회원만 할 수 있습니다. 가입에는 본인인증이 한 번 "
                + "필요하며 한 사람은 계정 하나를 가집니다.",
                "You can look around and fill a cart without joining; to order you need to be a member. Joining takes "
                + "one identity verification, and one person has one account."),
            Say("탈퇴는 마이페이지에서 언제든 하실 수 있습니다. 결제, 배송 또는 환불이 끝나지 않은 주문이 있으면 끝난 뒤에 "
                + "탈퇴하실 수 있습니다.",
                "You can close your account on your page at any time, except while an order is still to be paid, "
                + "delivered or refunded.")),
        new(Say("주문과 가격", "Orders and prices"),
            Say("가격은 부가가치세를 포함한 원화이고, 배송비는 없습니다. 주문하는 사이에 가격이 바뀌었거나 품절되면 주문을 "
                + "받기 전에 알려 드립니다. 한 번 받은 주문의 상품명과 가격은 바뀌지 않습니다.",
                "Prices are in won and include VAT; delivery is free. If a price changes or something sells out while "
                + "you order, you are told before the order is placed. An order keeps the names and prices it was "
                + "placed with."),
            Say("계약은 결제가 확인되어 주문이 완료된 때에 이루어집니다.",
                "The contract is made when your payment is confirmed and the order is complete."),
            Say("주류처럼 성인만 살 수 있는 상품은 만 19세가 되는 해의 1월 1일부터 주문하실 수 있고, 본인인증으로 확인한 "
                + "출생 연도로 판단합니다.",
                "Products for adults, such as spirits, can be ordered from 1 January of the year in which you turn 19, "
                + "by the birth year of your identity verification.")),
        new(Say("결제", "Payment"),
            Say("카드, 간편결제, 계좌이체로 결제하며 포트원의 결제 창에서 이루어집니다. 카드 번호와 계좌 비밀번호는 가게에 "
                + "전해지지 않습니다.",
                "You pay by card, easy payment or bank transfer, in PortOne's window. Card numbers and account "
                + "passwords never reach the shop."),
            Say("주문하시면 15분 동안 상품을 맡아 둡니다. 결제를 다시 시도하시면 늘어나지만 45분을 넘지 않습니다. 그때까지 "
                + "결제되지 않은 주문은 끝나며, 그 뒤에 결제된 금액은 전액 돌려 드립니다.",
                "We hold the items for 15 minutes after you order; another attempt to pay extends this, to 45 minutes "
                + "at most. An order not paid by then ends, and money that arrives later goes back in full."),
            Say("한 주문은 한 번만 결제됩니다. 결제하신 금액은 주문이 되거나 전액 돌아갑니다.",
                "An order is paid once only. What you pay becomes the order or comes back in full.")),
        new(Say("배송", "Delivery"),
            Say("결제가 확인되면 바로 준비하고, 늦어도 3영업일 안에 발송에 필요한 조치를 합니다. 보낼 수 없게 되면 바로 "
                + "알리고 결제하신 금액을 3영업일 안에 돌려 드립니다. 진행 상황은 주문내역에서 보실 수 있습니다.",
                "We prepare your order as soon as your payment is confirmed, within 3 business days at the latest. If "
                + "we cannot send it, we tell you at once and return your money within 3 business days. Your orders "
                + "show how far it is.")),
        new(Say("보내기 전 취소", "Cancelling before it is sent"),
            Say("상품을 보내기 전에는 주문 상세 페이지에서 직접 취소하실 수 있습니다. 이유와 상관없이 바로 취소되고, "
                + "결제하신 금액 전부의 환불이 곧바로 시작됩니다.",
                "Until your order is sent you can cancel it yourself on its page, for any reason. It is cancelled at "
                + "once and the refund of the full amount begins right away.")),
        new(Say("받은 뒤 청약철회", "Changing your mind afterwards"),
            Say("상품을 받은 날부터 7일 안에는 이유와 상관없이 청약을 철회하고 반품하실 수 있습니다. 상품이 설명과 다르거나 "
                + "잘못되었으면 받은 날부터 3개월, 그 사실을 안 날부터 30일 안에 하실 수 있습니다. 페이지 아래의 연락처로 "
                + "주문번호를 알려 주세요.",
                "Within 7 days of receiving the goods you can withdraw from the contract without a reason. If they are "
                + "faulty or not as described, you can do so within 3 months of receiving them and 30 days of finding "
                + "out. Tell us the order number through the contact at the foot of the page."),
            Say("상품을 돌려받은 날부터 3영업일 안에 환불합니다. 돌려보내는 비용은 마음이 바뀐 경우에는 손님이, 상품에 "
                + "잘못이 있는 경우에는 가게가 냅니다.",
                "We refund you within 3 business days of getting the goods back. You pay for the return if you changed "
                + "your mind, we pay if something was wrong."),
            Say("손님의 책임으로 상품이 없어지거나 망가진 경우, 사용하여 가치가 크게 줄어든 경우 등 법이 정한 때에는 철회하실 "
                + "수 없습니다. 내용을 확인하려고 포장을 연 것은 여기에 들지 않습니다.",
                "The law makes exceptions, such as goods lost or damaged through your fault or worth much less after "
                + "use. Opening the package to look at the goods is not one of them.")),
        new(Say("환불", "Refunds"),
            Say("결제하신 수단으로 돌려 드리며, 카드사와 은행에 따라 며칠이 걸릴 수 있습니다. 환불에 계좌번호가 필요하면 "
                + "주문 상세 페이지에서 알려 드립니다. 얼마가 언제 돌아갔는지도 그 페이지에 남습니다.",
                "Money goes back the way it came, which may take card companies and banks some days. If a refund needs "
                + "an account number, the order's page says so. It also shows how much went back and when.")),
        new(Say("다툼이 생기면", "If we disagree"),
            Say("먼저 페이지 아래의 연락처로 말씀해 주세요. 한국소비자원(국번 없이 1372)과 전자문서·전자거래분쟁조정위원회의 "
                + "도움도 받으실 수 있습니다. 대한민국 법을 따릅니다.",
                "Please tell us first, through the contact at the foot of the page. The Korea Consumer Agency (1372) "
                + "and the E-commerce Mediation Committee can help as well. Korean law applies.")),
    ];
}

namespace Shop.Web.Languages;

/// <remarks>
/// The privacy policy. Its periods must match the code: the cookies of Shop.Web and the schemas of both services.
/// </remarks>
public sealed partial class Texts
{
    public IReadOnlyList<TextSection> PrivacySections =>
    [
        new(Say("짧게 말하면", "In short"),
            Say("주문과 결제에 필요한 것만 받고, 광고나 분석에 쓰지 않으며, 아무에게도 팔지 않습니다.",
                "We ask only for what an order and its payment need, use none of it for advertising or analysis, and "
                + "sell it to nobody.")),
        new(Say("무엇을 왜 보관하나요", "What we keep, and why"))
        {
            Points =
            [
                Say("회원: 아이디, 비밀번호, 이름, 생년월일, 이메일. 회원을 알아보고 성인 여부를 확인하는 데 쓰며, 이메일은 "
                    + "입력하신 경우에만 주문서에 미리 채워 드리려고 보관합니다. 이름, 생년월일, 이메일은 암호화하고, 비밀번호는 "
                    + "되돌릴 수 없는 형태로만 보관합니다.",
                    "Members: login ID, password, name, birth date, e-mail, to know who you are and whether you are an "
                    + "adult. An e-mail address is stored only if you enter one, to fill in the order form. Name, "
                    + "birth date and e-mail are encrypted; the password is kept in a form that cannot be read back."),
                Say("본인인증: 한 사람이 한 계정만 갖도록, 인증 기관이 주는 연계정보(CI)를 비밀 키로 바꾼 값만 "
                    + "보관합니다. CI와 주민등록번호는 보관하지 않습니다. 쓰인 인증의 번호는 한 달쯤 뒤에 지웁니다.",
                    "Identity: a keyed fingerprint of the agency's identifier (CI), so that one person has one "
                    + "account. We never store the CI itself, nor a resident number. The number of a used verification "
                    + "is erased after about a month."),
                Say("주문: 상품과 금액, 받는 분, 연락처, 주소, 이메일, 취소하신 이유, 결제와 환불의 기록. 상품을 보내고 "
                    + "돈을 정확히 다루며 결제사가 영수증을 보내는 데 씁니다. 배송 정보와 이메일은 암호화합니다.",
                    "Orders: products and amounts, recipient, phone, address, e-mail, why you cancelled, and the "
                    + "record of payment and refunds, to send the goods, to handle money exactly, and for the payment "
                    + "company's receipt. Delivery data and e-mail are encrypted."),
                Say("재입고 알림: 신청하신 상품과 신청하신 시각. 다시 들어온 것을 가게 페이지에서 알려 드리는 데만 씁니다.",
                    "Restock notices: the products you asked about and when you asked, only to tell you on the shop's "
                    + "pages that a product is back in stock."),
                Say("로그인 시도: 틀린 비밀번호가 되풀이되는 것을 막으려고 아이디와 접속 주소를 알아볼 수 없는 값으로 바꾸어 "
                    + "15분 동안 셉니다.",
                    "Sign-in attempts: to stop password guessing, failures are counted for 15 minutes under unreadable "
                    + "values made from the login ID and the network address."),
            ],
        },
        new(Say("얼마나 오래 보관하나요", "For how long"))
        {
            Points =
            [
                Say("회원 정보는 탈퇴하실 때까지입니다. 탈퇴하시면 아이디, 비밀번호, 이름, 생년월일, 이메일, 본인인증 값, "
                    + "장바구니와 재입고 알림을 바로 지웁니다.",
                    "Member data until you close your account: login ID, password, name, birth date, e-mail, the "
                    + "identity fingerprint, your cart and your restock notices are then erased right away."),
                Say("재입고 알림은 다시 들어온 상품을 보시거나 신청을 취소하실 때까지입니다.",
                    "A restock notice until you see the product back in stock or withdraw the notice."),
                Say("주문 기록은 회원이신 동안 주문내역으로 보관합니다. 탈퇴하신 뒤에는 전자상거래법에 따라 주문한 날부터 "
                    + "5년이 될 때까지 가게에서 보이지 않게 따로 보관한 다음, 배송 정보와 쓰신 글을 지웁니다. 누구인지 알 수 없는 "
                    + "상품과 금액의 기록만 남습니다.",
                    "Orders, as your history, while you are a member. After you leave, the law on electronic commerce "
                    + "has us keep them, out of sight, until 5 years after each order; then the delivery data and what "
                    + "you wrote are erased. Only what was bought and paid remains, without saying by whom."),
                Say("결제사가 보낸 알림은 1년 동안 보관합니다.", "Messages of the payment provider are kept for a year."),
            ],
        },
        new(Say("누구에게 전해지나요", "Who else receives it"))
        {
            Points =
            [
                Say("주식회사 코리아포트원(결제와 본인인증의 처리 위탁): 결제 창을 통해 포트원과 결제사에 주문명, 금액, "
                    + "받는 분의 이름, 연락처, 이메일을 전하고, 결제 결과를 받습니다. 본인인증 창에 쓰시는 정보는 포트원과 인증 "
                    + "기관이 받고, 가게는 그 결과를 받습니다. 결제사와 인증 기관은 포트원을 통해 연결됩니다.",
                    "Korea PortOne Co., Ltd. processes payments and identity verification for us. Through its payment "
                    + "window, PortOne and the payment company get the order's name, the amount, and the "
                    + "recipient's name, phone and e-mail. What you type into the identity window goes to PortOne and "
                    + "the agency; we receive the result. Payment companies and agencies are reached through "
                    + "PortOne."),
                Say("택배사: 상품을 보내려고 받는 분, 연락처, 주소를 전합니다.",
                    "The carrier gets recipient, phone and address, to deliver the goods."),
                Say("그 밖에는 법이 요구하는 경우가 아니면 누구에게도 전하지 않습니다.",
                    "Nobody else, unless the law demands it."),
            ],
        },
        new(Say("쿠키", "Cookies"),
            Say("가게가 움직이는 데 필요한 쿠키만 쓰며, 광고와 추적 쿠키는 없습니다. 브라우저에서 지우거나 막으실 수 있지만 "
                + "그러면 로그인과 장바구니가 되지 않습니다.",
                "Only cookies that the shop needs to work, none for advertising or tracking. You can delete or block "
                + "them in your browser, but then signing in and the cart do not work."))
        {
            Points =
            [
                Say("로그인(session): 브라우저를 닫을 때까지, ‘로그인 상태 유지’를 고르시면 마지막 방문부터 14일",
                    "Sign-in (session): until you close the browser, or 14 days after your last visit if you ask"),
                Say("로그인한 적이 있는 브라우저(device-…): 다른 사람이 비밀번호를 여러 번 틀려도 로그인이 막히지 않도록, 암호화하여 1년",
                    "A browser that has signed in (device-…): so that wrong passwords of others do not lock you out, "
                    + "encrypted, 1 year"),
                Say("로그인 전 장바구니(cart): 상품과 수량만, 30일",
                    "Cart before signing in (cart): products and quantities, 30 days"),
                Say("보신 가격(prices): 담은 상품의 가격이 바뀌면 알려 드리려고, 30일",
                    "Prices you saw (prices): to tell you when one in your cart has changed, 30 days"),
                Say("마지막 배송지와 이메일(address): 암호화하여 손님의 브라우저에만, 180일",
                    "Last delivery address and e-mail (address): encrypted, in your own browser only, 180 days"),
                Say("로그인이 끊긴 사이 쓰신 배송지와 이메일(typed-address): 암호화하여 1시간",
                    "An address and e-mail typed while your sign-in ended (typed-address): encrypted, 1 hour"),
                Say("시작한 본인인증(identity-…): 30분", "An identity verification you began (identity-…): 30 minutes"),
                Say("언어(lang): 1년", "Language (lang): 1 year"),
                Say("위조 요청 방지(antiforgery): 브라우저를 닫을 때까지",
                    "Protection from forged requests (antiforgery): until you close the browser"),
            ],
        },
        new(Say("손님의 권리", "Your rights"),
            Say("보관하는 정보는 마이페이지와 주문내역에서 보시고, 마이페이지에서 탈퇴하여 지우실 수 있습니다. 바로잡거나 "
                + "처리를 멈추어 달라는 요청과 모든 문의는 페이지 아래의 개인정보 보호책임자에게 해 주세요.",
                "You can see what we keep on your page and among your orders, and erase it by closing your account. To "
                + "have something corrected or its use stopped, or for any question, please turn to the privacy "
                + "officer named at the foot of the page."),
            Say("침해를 신고하거나 상담하시려면 개인정보침해신고센터(국번 없이 118), 개인정보분쟁조정위원회(1833-6972)에 "
                + "연락하실 수 있습니다.",
                "For complaints there are the Privacy Infringement Report Center (118) and the Personal Information "
                + "Dispute Mediation Committee (1833-6972).")),
        new(Say("어떻게 지키나요", "How we protect it"),
            Say("개인정보는 암호화하여 보관하고, 기록(로그)에 남기지 않습니다. 데이터베이스는 서비스마다 따로 두고 밖에서는 닿을 수 "
                + "없게 합니다.",
                "Personal data is encrypted at rest and kept out of logs. Each service has a database of its own, "
                + "and none can be reached from outside.")),
    ];
}

namespace Shop.Web.Languages;

/// <remarks>The shop itself: the footer of every page, and texts that the pages of information share.</remarks>
public sealed partial class Texts
{
    public string FooterPromise => Say(
        "결제하신 금액은 주문이 확정되거나 전액 환불됩니다. 중복 결제는 일어나지 않습니다.",
        "What you pay becomes an order or comes back in full. You are never charged twice.");
    public string FooterNote => Say("결제와 본인인증은 포트원을 통해 이루어집니다.", "Payment and identity checks are handled by PortOne.");
    public string AboutTheShop => Say("가게 안내", "About the shop");
    public string Terms => Say("이용약관", "Terms of use");
    public string Privacy => Say("개인정보처리방침", "Privacy policy");
    public string TermsDescription => Say(
        "주문, 결제, 배송, 취소와 환불이 이 가게에서 어떻게 이루어지는지 짧게 적었습니다.",
        "How orders, payment, delivery, cancellation and refunds work in this shop, in short.");
    public string PrivacyDescription => Say(
        "이 가게가 어떤 개인정보를 왜, 얼마나 오래 보관하고 언제 지우는지 적었습니다.",
        "Which personal data this shop keeps, why, for how long, and when it is erased.");
    public string InForceSince => Say("2026년 11월 22일부터 적용합니다.", "In force since 22 November 2026.");
    public string CheckBusiness => Say("사업자정보 확인", "Check the registration");

    /// <summary>Shown on the sign-up page beside links to the terms and the privacy policy.</summary>
    public string JoiningAgrees => Say(
        "가입하시면 이용약관에 동의하고 개인정보처리방침을 확인하신 것으로 봅니다.",
        "By joining you agree to the terms of use and confirm that you have seen the privacy policy.");

    public IEnumerable<(string Label, string Value)> Facts(Seller seller) => new[]
    {
        (Say("상호", "Company"), seller.Name),
        (Say("대표", "Owner"), seller.Owner),
        (Say("사업자등록번호", "Business number"), seller.BusinessNumber),
        (Say("통신판매업 신고번호", "Mail-order number"), seller.MailOrderNumber),
        (Say("주소", "Address"), seller.Address),
        (Say("전화", "Phone"), seller.Phone),
        (Say("이메일", "Email"), seller.Email),
        (Say("개인정보 보호책임자", "Privacy officer"), seller.PrivacyOfficer),
        (Say("호스팅 서비스", "Hosted by"), seller.Host),
    }.Where(fact => fact.Item2.Length > 0);
}

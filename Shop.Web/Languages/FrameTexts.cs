namespace Shop.Web.Languages;

/// <remarks>The header of every page, the error pages, and texts that many pages share.</remarks>
public sealed partial class Texts
{
    public string ShopName => "Shop";
    public string ShopDescription => Say(
        "오래 쓰는 물건을 고르고, 주문과 결제가 어긋나지 않게 지키는 가게.",
        "Things made to last, from a shop where orders and payments never disagree.");
    public string FrontTitle => Say($"{ShopName} · 오래 쓰는 물건을 고르는 가게", $"{ShopName} · Things made to last");
    public string Locale => Say("ko_KR", "en_US");
    public string OtherLocale => Say("en_US", "ko_KR");
    public string SkipToContent => Say("본문으로 건너뛰기", "Skip to content");
    public string Menu => Say("카테고리", "Categories");
    public string AllProducts => Say("전체", "All");
    public string Search => Say("검색", "Search");
    public string SearchLabel => Say("상품 검색", "Search products");
    public string SearchPlaceholder => Say("무엇을 찾으세요?", "What are you looking for?");
    public string Suggestions => Say("추천 검색", "Suggestions");
    public string SuggestionsCount => Say("추천 {0}개. 위아래 화살표로 고르세요.", "{0} suggestions. Choose with the arrow keys.");
    public string Category => Say("카테고리", "Category");
    public string OtherLanguage => Say("English", "한국어");
    public string OtherLanguageCode => Say("en", "ko");
    public string SwitchLanguage => Say("Switch to English", "한국어로 보기");
    public string Cart => Say("장바구니", "Cart");
    public string CartWith(int pieces) => Say($"장바구니, {pieces}개", $"Cart, {pieces} {(pieces == 1 ? "item" : "items")}");
    public string SignIn => Say("로그인", "Sign in");
    public string SignOut => Say("로그아웃", "Sign out");
    public string SignOutEverywhere => Say("모든 기기에서 로그아웃", "Sign out on all devices");
    public string SignUp => Say("회원가입", "Sign up");
    public string MyPage => Say("마이페이지", "My page");
    public string Orders => Say("주문내역", "Orders");
    public string ShopperMenu => Say("내 메뉴", "Your menu");
    public string NotFoundTitle => Say("찾으시는 페이지가 없습니다", "This page does not exist");
    public string NotFoundText => Say(
        "주소가 바뀌었거나 상품이 판매를 마쳤을 수 있습니다. 찾으시던 것을 검색하거나 둘러보세요.",
        "The address may have changed, or the product is no longer sold. Search for it, or have a look around.");
    public string UnavailableTitle => Say("잠시 연결이 원활하지 않습니다", "We will be right back");
    public string UnavailableText => Say(
        "가게의 일부가 잠시 응답하지 않습니다. 이 페이지는 저절로 다시 열립니다. 결제와 주문 정보는 안전합니다.",
        "Part of the shop is not answering. This page reloads by itself. Your orders and payments are safe.");
    public string MayBeAMinuteOld => Say(
        "상품 정보를 지금 새로 확인하지 못해, 1분 이내에 확인한 내용을 보여 드립니다.",
        "We cannot check the products right now. What you see may be up to a minute old.");
    public string StaleTitle => Say("페이지가 오래되었습니다", "This page is out of date");
    public string StaleText => Say(
        "페이지를 연 뒤에 로그인 상태나 내용이 바뀌어 요청을 받지 못했습니다. 다시 열어 한 번 더 시도해 주세요.",
        "Your sign-in or something on this page has changed since you opened it. Please open it again and retry.");
    public string ErrorTitle => Say("문제가 생겼습니다", "Something went wrong");
    public string ErrorText => Say(
        "요청을 처리하지 못했습니다. 잠시 뒤 다시 시도해 주세요.", "We could not do that. Please try again in a moment.");
    public string TryAgain => Say("다시 시도", "Try again");
    public string ToTheFrontPage => Say("첫 화면으로", "Go to the front page");
    public string BackToShop => Say("쇼핑 계속하기", "Continue shopping");
    public string Connection => Say("연결 상태", "Connection");
    public string Reconnecting => Say(
        "다시 연결하고 있습니다… 장바구니와 주문은 그대로 있습니다.", "Reconnecting… Your cart and your orders are safe.");
    public string ReconnectFailed => Say(
        "연결이 끊겼습니다. 장바구니와 주문은 그대로 있으니 새로고침해 주세요.",
        "The connection was lost. Your cart and your orders are safe; please reload.");
    public string IsNeeded => Say("꼭 필요한 항목입니다.", "This is needed.");
    public string PleaseCheck(string fields) => Say($"확인해 주세요: {fields}", $"Please check: {fields}");
    public string ErrorIn(string title) => Say($"오류: {title}", $"Error: {title}");
    public string NumberBetween => Say("{0}부터 {1}까지의 수를 적어 주세요.", "Please enter a number from {0} to {1}.");
    public string Reload => Say("새로고침", "Reload");
    public string Previous => Say("이전", "Previous");
    public string Next => Say("다음", "Next");
    public string Pages => Say("페이지", "Pages");
    public string PageOf(int page, int pages) => Say($"{pages}쪽 중 {page}쪽", $"Page {page} of {pages}");
    public string NeedsScript => Say(
        "이 단계는 결제사의 창을 열어야 하므로 자바스크립트가 필요합니다. 브라우저에서 켠 뒤 새로고침해 주세요.",
        "This step opens the provider's window and needs JavaScript. Please turn it on and reload.");
    public string WindowFailed => Say("창을 열지 못했습니다.", "The window could not be opened.");
    public string WindowAdvice => Say(
        "네트워크와 팝업 차단을 확인하고 버튼을 다시 눌러 주세요.",
        "Check your connection and your pop-up blocker, then press the button again.");
    public string PaidAlready => Say("이미 결제하셨나요?", "Have you paid already?");
    public string SeePaymentResult => Say("결제 결과 확인", "See the result of the payment");
    public string ConnectionLost => Say(
        "연결이 끊겨 답을 받지 못했습니다. 네트워크를 확인하고 다시 해 보세요.",
        "The connection was lost before a response arrived. Please check it and try again.");
    public string ShopUnreachable => Say(
        "연결이 끊겼습니다. 다시 이어지면 이 페이지가 저절로 다음으로 넘어갑니다.",
        "The connection is lost. This page continues by itself when it is back.");
}

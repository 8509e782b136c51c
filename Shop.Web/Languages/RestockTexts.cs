namespace Shop.Web.Languages;

/// <remarks>Sold-out products and restock notices.</remarks>
public sealed partial class Texts
{
    public string SoldOutNow => Say("지금은 품절입니다", "Sold out at the moment");
    public string RestockOffer => Say(
        "다시 들어오면 로그인하셨을 때 화면 위와 마이페이지에서 알려 드립니다.",
        "When it is back, you will see a notice at the top of the shop and on My page while you are signed in.");
    public string RestockRequest => Say("재입고 알림 신청", "Notify me when it is back");
    public string RestockRequestSignIn => Say("로그인하고 재입고 알림 신청", "Sign in to be notified");
    public string RestockRequested => Say(
        "재입고 알림을 신청하셨습니다. 다시 들어오면 화면 위와 마이페이지에서 알려 드립니다.",
        "You will be notified when it is back, at the top of the shop and on My page.");
    public string RestockWithdraw => Say("알림 신청 취소", "Stop notifying me");
    public string RestockNotices => Say("재입고 알림", "Back-in-stock notices");
    public string RestockRemove => Say("알림 끄기", "Remove");
    public string RestockRemoveNamed(string name) => Say($"{name} 재입고 알림 끄기", $"Remove the notice for {name}");
    public string RestockTooMany => Say(
        $"재입고 알림은 {Limits.RestockNotices}개까지 신청하실 수 있습니다. 필요 없는 알림을 꺼 주세요.",
        $"You can wait for {Limits.RestockNotices} products at most. Please remove a notice first.");
    public string BackInStock => Say("재입고", "Back in stock");
    public string BackInStockCount(int count) => Say(
        $"재입고된 상품 {count}개", $"{count} {(count == 1 ? "product is" : "products are")} back in stock");
    public string BackInStockNote => Say(
        "기다리시던 상품이 다시 들어왔습니다.", "This product, which you were waiting for, is back in stock.");
    public string SimilarProducts => Say("비슷한 상품", "Similar products");
}

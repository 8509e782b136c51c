// The page of an order during a capture, a cancellation and a refund. The tests never reload: the pages update by
// themselves. Faults of the provider delay refunds and responses, so that each state is visible before the next one.
using Microsoft.Playwright;
using Shop.Tests.Payments;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class OrderPageTests(RunningShop shop, Browser browser) : IAsyncDisposable
{
    private const long PriceWon = 12_900;
    private const string BeingReturned = "결제하신 금액을 돌려드리고 있습니다";
    private const string Returned = "결제하신 금액을 돌려드렸습니다";

    // The provider fails every cancel request; everything else works.
    private static readonly object NoRefunds = new { errorRate = 1.0, only = "/cancel" };

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Cancel_page_counts_a_pending_refund_and_the_order_follows_its_refunds_to_the_end()
    {
        var (shopper, order) = await BuyAsync();
        await shop.Sandbox.SetFaultsAsync(NoRefunds);
        await shop.RunOperatorCommandAsync("refund", order, "--amount-won", "3000");
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignInAsync(shopper, order.Page());

        await CancelLink(page).ClickAsync();
        await page.ExpectHeadingAsync("주문을 취소할까요?");
        var amounts = page.Locator("[data-payment-amounts]");
        await Assertions.Expect(amounts).ToContainTextAsync("12,900원");
        await Assertions.Expect(amounts).Not.ToContainTextAsync("환불된 금액");
        await Assertions.Expect(amounts).ToContainTextAsync("환불 진행 중3,000원");
        await Assertions.Expect(amounts).ToContainTextAsync("취소하면 환불될 금액9,900원");
        await CancelAsync(page, "다른 상품으로 주문");
        await page.ExpectHeadingAsync(BeingReturned);
        await Assertions.Expect(CancelLink(page)).ToHaveCountAsync(0);
        await shop.Sandbox.SetFaultsAsync(new { });

        await page.ExpectHeadingAsync(Returned);
        await ExpectTextAsync(page, $"3,000원 환불 완료 — {await RefundDateAsync(shopper, order)}");
        await ExpectTextAsync(page, "9,900원 환불 완료 —");
        visit.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Capture_after_expiry_is_shown_as_refunding_and_then_refunded()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync(PriceWon));
        await using var visit = await browser.VisitAsync(shop);
        var (page, back) = (visit.Page, await visit.NewTabAsync());
        await page.SignInAsync(shopper, order.Page());
        await Assertions.Expect(PayLink(page)).ToBeVisibleAsync();

        await shop.AgeAsync(order, 60);
        await ExpectTextAsync(page, "주문 기한이 지났습니다");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "다시 주문하기" })).ToBeVisibleAsync();
        await back.GotoAsync(order.ReturnPage());
        await ExpectTextAsync(back, "주문 기한이 지났습니다");

        await shop.Sandbox.SetFaultsAsync(NoRefunds);
        await shopper.PayAsync(order);
        foreach (var tab in new[] { page, back })
        {
            await tab.ExpectHeadingAsync("주문 기한이 지나 결제하신 금액을 돌려드리고 있습니다");
            await ExpectTextAsync(tab, "12,900원 환불 진행 중");
        }

        await shop.Sandbox.SetFaultsAsync(new { });
        foreach (var tab in new[] { page, back })
        {
            await tab.ExpectHeadingAsync(Returned);
            await ExpectTextAsync(tab, $"12,900원 환불 완료 — {await RefundDateAsync(shopper, order)}");
        }
    }

    [Fact]
    public async Task Page_of_a_declined_payment_turns_to_paid_by_itself()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason = "한도 초과" });
        await visit.Page.SignInAsync(shopper, order.ReturnPage());
        await visit.Page.ExpectHeadingAsync("결제가 완료되지 않았습니다");

        await shopper.PayAsync(order); // In another tab.

        await visit.Page.ExpectHeadingAsync(Storefront.Paid);
    }

    [Fact]
    public async Task Order_page_checks_an_unknown_payment_and_cancels_nothing_until_it_is_paid()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, other) = (visit.Page, await visit.NewTabAsync());

        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0, webhooks = new { mode = "off" } });
        await shopper.PayAsync(order);
        await page.SignInAsync(shopper, order.Page());
        await ExpectTextAsync(page, Storefront.Checking);
        await Assertions.Expect(PayLink(page)).ToBeHiddenAsync();
        await other.GotoAsync($"{order.Page()}/cancel");
        await CancelButton(other).ClickAsync();
        await ExpectTextAsync(other, "취소 사유를 골라 주세요");
        await CancelAsync(other, "기타");
        await ExpectTextAsync(other, "아직 취소하지 못했습니다");
        await shop.Sandbox.SetFaultsAsync(new { });

        await ExpectMarkAsync(page, "[data-payment-status=PAID]");
        await Assertions.Expect(PayLink(page)).ToHaveCountAsync(0);
        await Assertions.Expect(CancelLink(page)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Shipped_order_cannot_be_cancelled_and_shows_its_refunds_beside_the_delivery()
    {
        var (shopper, order) = await BuyAsync();
        await using var visit = await browser.VisitAsync(shop);
        var (page, late) = (visit.Page, await visit.NewTabAsync());
        await page.SignInAsync(shopper, order.Page());
        await late.GotoAsync($"{order.Page()}/cancel");

        await shop.RunOperatorCommandAsync("ship", order);
        await page.ReloadAsync();
        await ExpectMarkAsync(page, "[data-order-status=SHIPPED]");
        await Assertions.Expect(CancelLink(page)).ToHaveCountAsync(0);
        await CancelAsync(late, "단순 변심");
        await ExpectTextAsync(late, "이미 배송이 시작되어");
        await late.GotoAsync($"{order.Page()}/cancel");
        Assert.EndsWith(order.Page(), late.Url, StringComparison.Ordinal);

        await shop.RunOperatorCommandAsync("refund", order, "--amount-won", "4000");
        await late.ExpectHeadingAsync("부분 환불");
        await ExpectTextAsync(late, $"부분 환불 4,000원 완료 — {await RefundDateAsync(shopper, order)}");
        await ExpectMarkAsync(late, "[data-order-status=SHIPPED]");

        await shop.RunOperatorCommandAsync("refund", order, "--all");
        await late.ExpectHeadingAsync(Returned);
        await page.GotoAsync("/orders");
        foreach (var tab in new[] { page, late })
        {
            await Assertions.Expect(tab.Locator(".marks").First).ToContainTextAsync("배송 중");
            await Assertions.Expect(tab.Locator(".marks").First).ToContainTextAsync("환불 완료");
        }
    }

    private async Task<(Shopper Shopper, OrderReply Order)> BuyAsync()
    {
        var shopper = await shop.NewShopperAsync();
        return (shopper, await shopper.BuyAsync(await shop.NewProductAsync(PriceWon)));
    }

    private static async Task CancelAsync(IPage page, string reason)
    {
        await page.GetByLabel(reason).CheckAsync();
        await CancelButton(page).ClickAsync();
    }

    private static ILocator CancelButton(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" });

    private static ILocator CancelLink(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "주문 취소" });

    private static ILocator PayLink(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "결제하기" });

    private static Task ExpectTextAsync(IPage page, string text) =>
        Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync(text);

    private static Task ExpectMarkAsync(IPage page, string mark) =>
        Assertions.Expect(page.Locator(mark)).ToBeVisibleAsync();

    // The date in Seoul, the time zone of the pages.
    private static async Task<string> RefundDateAsync(Shopper shopper, OrderReply order)
    {
        var now = await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), looks => looks.Refunds.Any(refund => refund.RefundedAt is not null));
        return $"{now.Refunds.First(refund => refund.RefundedAt is not null).RefundedAt!.Value
            .ToOffset(TimeSpan.FromHours(9)):yyyy년 M월 d일}";
    }
}

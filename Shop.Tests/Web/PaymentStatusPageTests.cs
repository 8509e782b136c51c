// What the pages show during a capture and a refund. The tests never reload: the pages update by themselves. Faults of
// the provider delay refunds and responses, so that each state is visible before the next one.
using System.Net;
using Microsoft.Playwright;
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class PaymentStatusPageTests(RunningShop shop, Browser browser) : IAsyncDisposable
{
    private const string BeingReturned = "결제하신 금액을 돌려드리고 있습니다";
    private const string Returned = "결제하신 금액을 돌려드렸습니다";

    // The provider fails every cancel request; everything else works.
    private static readonly object NoRefunds = new { errorRate = 1.0, only = "/cancel" };

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Page_of_a_cancelled_order_follows_the_refund_to_its_end()
    {
        var (shopper, order) = await BuyAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await shop.Sandbox.SetFaultsAsync(NoRefunds);

        await CancelLink(page).ClickAsync();
        await page.SeesAsync("주문을 취소할까요?");
        await page.GetByLabel("다른 상품으로 주문").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" }).ClickAsync();
        await page.SeesAsync(BeingReturned);
        await ExpectTextAsync(page, "12,900원 환불 진행 중");
        await Assertions.Expect(CancelLink(page)).ToHaveCountAsync(0);
        await shop.Sandbox.SetFaultsAsync(new { });

        await page.SeesAsync(Returned);
        await ExpectTextAsync(page, $"12,900원 환불 완료 — {await RefundDateAsync(shopper, order)}");
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Capture_after_expiry_is_shown_as_refunding_and_then_refunded()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(priceWon: 12_900));
        await using var visit = await browser.VisitAsync(shop);
        var (page, back) = (visit.Page, await visit.NewTabAsync());
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await Assertions.Expect(PayLink(page)).ToBeVisibleAsync();

        await shop.AgeAsync(order, 60);
        await ExpectTextAsync(page, "주문 기한이 지났습니다");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "다시 주문하기" })).ToBeVisibleAsync();
        await back.GotoAsync(ReturnPageOf(order));
        await back.SeesAsync("주문 기한이 지났습니다");

        await shop.Sandbox.SetFaultsAsync(NoRefunds);
        await shopper.PaysAsync(order);
        foreach (var tab in new[] { page, back })
        {
            await tab.SeesAsync("주문 기한이 지나 결제하신 금액을 돌려드리고 있습니다");
            await ExpectTextAsync(tab, "12,900원 환불 진행 중");
        }

        await shop.Sandbox.SetFaultsAsync(new { });
        foreach (var tab in new[] { page, back })
        {
            await tab.SeesAsync(Returned);
            await ExpectTextAsync(tab, $"12,900원 환불 완료 — {await RefundDateAsync(shopper, order)}");
        }

        await page.GotoAsync("/orders");
        await Assertions.Expect(page.Locator(".order").First).ToContainTextAsync("환불 완료");
    }

    [Fact]
    public async Task Page_changes_from_not_completed_to_paid_under_the_same_key()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, other) = (visit.Page, await visit.NewTabAsync());

        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason = "한도 초과" });
        await page.SignsInAsync(shopper, ReturnPageOf(order));
        await page.SeesAsync("결제가 완료되지 않았습니다");
        await other.GotoAsync($"/orders/{order.OrderId}");
        await ExpectTextAsync(other, "결제 미완료");
        await Assertions.Expect(PayLink(other)).ToBeVisibleAsync();
        await shopper.PaysAsync(order);

        await page.SeesAsync("주문이 완료되었습니다");
        await ExpectMarkAsync(other, "[data-payment-status=PAID]");
    }

    [Fact]
    public async Task Order_page_checks_an_unknown_payment_and_cancels_nothing_until_it_is_paid()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, other) = (visit.Page, await visit.NewTabAsync());

        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0, webhooks = new { mode = "off" } });
        await shopper.PaysAsync(order);
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await ExpectTextAsync(page, "결제를 확인하고 있습니다");
        await Assertions.Expect(PayLink(page)).ToBeHiddenAsync();
        await other.GotoAsync($"/orders/{order.OrderId}/cancel");
        await other.GetByLabel("기타").CheckAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" }).ClickAsync();
        await Assertions.Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync(
            "아직 취소하지 못했습니다", new() { Timeout = 30_000 });
        await shop.Sandbox.SetFaultsAsync(new { });

        await ExpectMarkAsync(page, "[data-payment-status=PAID]");
        await Assertions.Expect(PayLink(page)).ToHaveCountAsync(0);
        await Assertions.Expect(CancelLink(page)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Shipped_order_cannot_be_cancelled_and_shows_a_partial_refund()
    {
        var (shopper, order) = await BuyAsync();
        await using var visit = await browser.VisitAsync(shop);
        var (page, late) = (visit.Page, await visit.NewTabAsync());
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await late.GotoAsync($"/orders/{order.OrderId}/cancel");

        await RunOperatorCommandAsync("ship", $"{order.OrderId}");
        await page.ReloadAsync();
        await ExpectMarkAsync(page, "[data-order-status=SHIPPED]");
        await Assertions.Expect(CancelLink(page)).ToHaveCountAsync(0);
        await late.GetByLabel("단순 변심").CheckAsync();
        await late.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" }).ClickAsync();
        await Assertions.Expect(late.GetByRole(AriaRole.Alert)).ToContainTextAsync("이미 배송이 시작되어");
        await late.GotoAsync($"/orders/{order.OrderId}/cancel");
        Assert.EndsWith($"/orders/{order.OrderId}", late.Url, StringComparison.Ordinal);
        await RunOperatorCommandAsync("refund", $"{order.OrderId}", "--amount-won", "4000");

        await late.SeesAsync("부분 환불");
        await ExpectTextAsync(late, $"부분 환불 4,000원 완료 — {await RefundDateAsync(shopper, order)}");
        await page.GotoAsync("/orders");
        await Assertions.Expect(page.Locator(".order").First).ToContainTextAsync("부분 환불 4,000원");
        await ExpectMarkAsync(late, "[data-order-status=SHIPPED]");
    }

    [Fact]
    public async Task Cancellation_without_scripts_asks_for_a_reason_and_a_refund_account()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon);
        await shopper.ReturnsFromAsync(order);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        var (page, cancel) = ($"/orders/{order.OrderId}", $"/orders/{order.OrderId}/cancel");

        using var unknown = await visitor.SubmitsAsync(cancel, cancel, "cancel-order", ("reason", "Nonsense"));
        Assert.Contains("취소 사유를 골라 주세요", await PlainVisitor.WordsOfAsync(unknown));
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
        using var cancelled = await visitor.SubmitsAsync(cancel, cancel, "cancel-order", ("reason", "WrongAddress"));
        Assert.Equal((HttpStatusCode.Redirect, page), (cancelled.StatusCode, visitor.LeadsTo(cancelled)));
        await Eventually.IsAsync(() => shopper.GetOrderAsync(order), now => now.RefundNeedsAccount);

        var words = await visitor.ReadsAsync(page);
        Assert.Contains("환불받으실 계좌가 필요합니다", words);
        Assert.Contains($"고객센터에 주문번호 {order.OrderId}", words);
        Assert.Contains("주문을 취소하셨습니다", words);
    }

    private async Task<(Shopper Shopper, OrderReply Order)> BuyAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync(priceWon: 12_900));
        await shopper.ReturnsFromAsync(order);
        return (shopper, order);
    }

    private async Task RunOperatorCommandAsync(params string[] command)
    {
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(shop, "Commerce", command);
        Assert.True(exitCode == 0, errors);
    }

    private static string ReturnPageOf(OrderReply order) =>
        $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";

    private static ILocator CancelLink(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "주문 취소" });

    private static ILocator PayLink(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "결제하기" });

    private static Task ExpectTextAsync(IPage page, string text) => Assertions
        .Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync(text, new() { Timeout = 30_000 });

    private static Task ExpectMarkAsync(IPage page, string mark) => Assertions
        .Expect(page.Locator(mark)).ToBeVisibleAsync(new() { Timeout = 30_000 });

    // The date in Seoul, the time zone of the pages.
    private static async Task<string> RefundDateAsync(Shopper shopper, OrderReply order)
    {
        var now = await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), looks => looks.Refunds is [{ RefundedAt: not null }]);
        return $"{now.Refunds[0].RefundedAt!.Value.ToOffset(TimeSpan.FromHours(9)):yyyy년 M월 d일}";
    }
}

// What is shown while money moves. Nobody reloads anything here: the pages change by themselves. Refunds and answers
// are held back by faults of the provider, so that each state is seen before the next one comes.
using System.Net;
using Microsoft.Playwright;
using Shop.Commerce;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class TellingTheTruthAboutMoney(RunningShop shop, Browser browser) : IAsyncDisposable
{
    private const string BeingReturned = "결제하신 금액을 돌려드리고 있습니다";
    private const string Returned = "결제하신 금액을 돌려드렸습니다";

    // Refunds are refused by a broken provider; everything else works.
    private static readonly object NoRefunds = new { errorRate = 1.0, only = "/cancel" };

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task A_paid_order_is_cancelled_and_its_page_follows_the_money_until_it_is_back()
    {
        var (shopper, order) = await BuysAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await shop.Sandbox.SetFaultsAsync(NoRefunds);

        await CancelLink(page).ClickAsync();
        await page.SeesAsync("주문을 취소할까요?");
        await page.GetByLabel("다른 상품으로 주문").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" }).ClickAsync();
        await page.SeesAsync(BeingReturned);
        await SeesTextAsync(page, "12,900원 환불 진행 중");
        await Assertions.Expect(CancelLink(page)).ToHaveCountAsync(0);
        await shop.Sandbox.SetFaultsAsync(new { });

        await page.SeesAsync(Returned);
        await SeesTextAsync(page, $"12,900원 환불 완료 — {await ReturnedOnAsync(shopper, order)}");
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Money_that_comes_after_the_order_expired_is_told_to_be_on_its_way_back_and_then_back()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(priceWon: 12_900));
        await using var visit = await browser.VisitAsync(shop);
        var (page, back) = (visit.Page, await visit.NewTabAsync());
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await Assertions.Expect(PayLink(page)).ToBeVisibleAsync();

        await shop.CommerceAsync($"""
            update orders set placed_at = placed_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
            where id = '{order.OrderId}'
            """);
        await SeesTextAsync(page, "주문 기한이 지났습니다");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "다시 주문하기" })).ToBeVisibleAsync();
        await back.GotoAsync(ReturnPageOf(order));
        await back.SeesAsync("주문 기한이 지났습니다");

        await shop.Sandbox.SetFaultsAsync(NoRefunds);
        await shopper.PaysAsync(order);
        foreach (var tab in new[] { page, back })
        {
            await tab.SeesAsync("주문 기한이 지나 결제하신 금액을 돌려드리고 있습니다");
            await SeesTextAsync(tab, "12,900원 환불 진행 중");
        }

        await shop.Sandbox.SetFaultsAsync(new { });
        foreach (var tab in new[] { page, back })
        {
            await tab.SeesAsync(Returned);
            await SeesTextAsync(tab, $"12,900원 환불 완료 — {await ReturnedOnAsync(shopper, order)}");
        }

        await page.GotoAsync("/orders");
        await Assertions.Expect(page.Locator(".order").First).ToContainTextAsync("환불 완료");
    }

    [Fact]
    public async Task A_page_that_says_not_completed_says_paid_when_the_same_key_is_paid()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, other) = (visit.Page, await visit.NewTabAsync());

        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason = "한도 초과" });
        await page.SignsInAsync(shopper, ReturnPageOf(order));
        await page.SeesAsync("결제가 완료되지 않았습니다");
        await other.GotoAsync($"/orders/{order.OrderId}");
        await SeesTextAsync(other, "결제 미완료");
        await Assertions.Expect(PayLink(other)).ToBeVisibleAsync();
        await shopper.PaysAsync(order);

        await page.SeesAsync("주문이 완료되었습니다");
        await SeesMarkAsync(other, "[data-payment-status=PAID]");
    }

    [Fact]
    public async Task While_nobody_can_say_the_order_page_checks_and_cancels_nothing_until_it_is_paid_by_itself()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, other) = (visit.Page, await visit.NewTabAsync());

        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0, webhooks = new { mode = "off" } });
        await shopper.PaysAsync(order);
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await SeesTextAsync(page, "결제를 확인하고 있습니다");
        await Assertions.Expect(PayLink(page)).ToBeHiddenAsync();
        await other.GotoAsync($"/orders/{order.OrderId}/cancel");
        await other.GetByLabel("기타").CheckAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" }).ClickAsync();
        await Assertions.Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync(
            "아직 취소하지 못했습니다", new() { Timeout = 30_000 });
        await shop.Sandbox.SetFaultsAsync(new { });

        await SeesMarkAsync(page, "[data-payment-status=PAID]");
        await Assertions.Expect(PayLink(page)).ToHaveCountAsync(0);
        await Assertions.Expect(CancelLink(page)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_sent_cannot_be_cancelled_and_a_part_that_goes_back_is_shown()
    {
        var (shopper, order) = await BuysAsync();
        await using var visit = await browser.VisitAsync(shop);
        var (page, late) = (visit.Page, await visit.NewTabAsync());
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}");
        await late.GotoAsync($"/orders/{order.OrderId}/cancel");

        await OperatesAsync("ship", $"{order.OrderId}");
        await page.ReloadAsync();
        await SeesMarkAsync(page, "[data-order-status=SHIPPED]");
        await Assertions.Expect(CancelLink(page)).ToHaveCountAsync(0);
        await late.GetByLabel("단순 변심").CheckAsync();
        await late.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" }).ClickAsync();
        await Assertions.Expect(late.GetByRole(AriaRole.Alert)).ToContainTextAsync("이미 배송이 시작되어");
        await late.GotoAsync($"/orders/{order.OrderId}/cancel");
        Assert.EndsWith($"/orders/{order.OrderId}", late.Url, StringComparison.Ordinal);
        await OperatesAsync("refund", $"{order.OrderId}", "--amount-won", "4000");

        await late.SeesAsync("부분 환불");
        await SeesTextAsync(late, $"부분 환불 4,000원 완료 — {await ReturnedOnAsync(shopper, order)}");
        await page.GotoAsync("/orders");
        await Assertions.Expect(page.Locator(".order").First).ToContainTextAsync("부분 환불 4,000원");
        await SeesMarkAsync(late, "[data-order-status=SHIPPED]");
    }

    [Fact]
    public async Task Without_scripts_a_reason_is_asked_for_and_a_deposit_needs_to_know_where_to_go_back_to()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon);
        await shopper.ReturnsFromAsync(order);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        var (page, cancel) = ($"/orders/{order.OrderId}", $"/orders/{order.OrderId}/cancel");

        using var unexplained = await visitor.SubmitsAsync(cancel, cancel, "cancel-order", ("reason", "Nonsense"));
        Assert.Contains("취소 사유를 골라 주세요", await PlainVisitor.WordsOfAsync(unexplained));
        Assert.Equal("READY", (await shopper.LooksAtAsync(order)).OrderStatus);
        using var cancelled = await visitor.SubmitsAsync(cancel, cancel, "cancel-order", ("reason", "WrongAddress"));
        Assert.Equal((HttpStatusCode.Redirect, page), (cancelled.StatusCode, visitor.LeadsTo(cancelled)));
        await Eventually.IsAsync(() => shopper.LooksAtAsync(order), now => now.RefundNeedsAccount);

        var words = await visitor.ReadsAsync(page);
        Assert.Contains("환불받으실 계좌가 필요합니다", words);
        Assert.Contains($"고객센터에 주문번호 {order.OrderId}", words);
        Assert.Contains("주문을 취소하셨습니다", words);
    }

    private async Task<(Shopper Shopper, OrderReply Order)> BuysAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync(priceWon: 12_900));
        await shopper.ReturnsFromAsync(order);
        return (shopper, order);
    }

    private async Task OperatesAsync(params string[] command)
    {
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(shop, "Commerce", command);
        Assert.True(exitCode == 0, errors);
    }

    private static string ReturnPageOf(OrderReply order) =>
        $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";

    private static ILocator CancelLink(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "주문 취소" });

    private static ILocator PayLink(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "결제하기" });

    private static Task SeesTextAsync(IPage page, string text) => Assertions
        .Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync(text, new() { Timeout = 30_000 });

    private static Task SeesMarkAsync(IPage page, string mark) => Assertions
        .Expect(page.Locator(mark)).ToBeVisibleAsync(new() { Timeout = 30_000 });

    // The date in Seoul, where all shoppers are.
    private static async Task<string> ReturnedOnAsync(Shopper shopper, OrderReply order)
    {
        var now = await Eventually.IsAsync(
            () => shopper.LooksAtAsync(order), looks => looks.Refunds is [{ RefundedAt: not null }]);
        return $"{now.Refunds[0].RefundedAt!.Value.ToOffset(TimeSpan.FromHours(9)):yyyy년 M월 d일}";
    }
}

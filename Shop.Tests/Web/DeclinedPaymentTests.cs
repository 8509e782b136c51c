using System.Net.Http.Headers;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

/// <summary>A declined payment shows the payment company's reason as PortOne reports it.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class DeclinedPaymentTests(RunningShop shop, Browser browser)
{
    private const string Reason = "한도 초과 <b>(51)</b> & \"카드사\"";

    [Fact]
    public async Task Decline_reason_is_shown_unchanged_on_the_return_page_and_the_order()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason = Reason });
        await page.SignsInAsync(
            shopper,
            $"/payments/return?orderId={order.OrderId}&paymentId={order.PaymentKey}"
            + "&code=X&message=Forged&pgMessage=Forged");

        await page.SeesAsync("결제가 완료되지 않았습니다");
        await Assertions.Expect(page.Locator("[data-failure-text]")).ToHaveTextAsync(Reason);
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("Forged");
        await page.GotoAsync($"/orders/{order.OrderId}");
        await Assertions.Expect(page.Locator("[data-failure-text]")).ToHaveTextAsync(Reason);
    }

    // PortOne reports a shopper who cancels in the provider's window as FAILED, like a refusal of the card.
    [Theory]
    [InlineData("ko", "결제가 완료되지 않았습니다", "승인|거절|다른 카드")]
    [InlineData("en", "The payment was not completed", "declined|another card")]
    public async Task Cancellation_in_the_window_is_not_shown_as_declined(string language, string title, string refused)
    {
        const string Words = "사용자에 의해 결제가 취소되었습니다.";
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        using var visitor = new PlainVisitor(shop);
        visitor.Headers.AcceptLanguage.Clear();
        visitor.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        await visitor.SignsInAsync(shopper);

        await shop.Sandbox.ActAsync(
            order.PaymentKey, "fail", new { reason = Words, pgCode = "PAY_PROCESS_CANCELED" });
        var pages = new[]
        {
            await visitor.ReadsAsync($"/payments/return?orderId={order.OrderId}&paymentId={order.PaymentKey}"),
            await visitor.ReadsAsync($"/orders/{order.OrderId}"),
        };

        Assert.All(pages, page =>
        {
            var main = page.Split("<main")[1].Split("</main>")[0];
            Assert.Contains(title, main);
            Assert.Contains(Words, main);
            Assert.DoesNotMatch(refused, main);
        });
    }

    [Fact]
    public async Task Closed_window_is_not_shown_as_declined()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await shop.Sandbox.ActAsync(order.PaymentKey, "close", new { });
        await page.SignsInAsync(
            shopper, $"/payments/return?orderId={order.OrderId}&paymentId={order.PaymentKey}&code=FAILURE_TYPE_PG");

        await page.SeesAsync("결제를 마치지 않았습니다");
        await Assertions.Expect(page.Locator("[data-failure-text]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task New_attempt_clears_the_previous_decline_reason()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper);

        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason = Reason });
        await page.GotoAsync($"/payments/return?paymentId={order.PaymentKey}");
        await page.SeesAsync("결제가 완료되지 않았습니다");
        await shop.Sandbox.ActAsync(order.PaymentKey, "close", new { });
        await page.GotoAsync($"/payments/return?paymentId={order.PaymentKey}");
        await page.SeesAsync("결제를 마치지 않았습니다");
        await page.GotoAsync($"/orders/{order.OrderId}");

        await Assertions.Expect(page.Locator("[data-failure-text]")).ToHaveCountAsync(0);
    }
}

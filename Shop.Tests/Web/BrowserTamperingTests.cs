using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class BrowserTamperingTests(RunningShop shop, Browser browser)
{
    private const long PriceWon = 12_900;
    private const long WhatTheThiefOffers = 100;

    [Fact]
    public async Task Lowered_amount_opens_no_window()
    {
        await using var visit = await browser.VisitAsync(shop);
        var (page, orderId) = await OpenPaymentPageAsync(visit);

        await LowerAmountAsync(page);
        await page.PayButton().ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("창을 열지 못했습니다");
        await Assertions.Expect(page.Window().Locator("#pay")).Not.ToBeVisibleAsync();
        Assert.Equal("PENDING", await PaymentOfAsync(orderId));
    }

    [Fact]
    public async Task Captured_lowered_amount_is_refunded_and_not_accepted()
    {
        await using var visit = await browser.VisitAsync(shop);
        var (page, orderId) = await OpenPaymentPageAsync(visit);
        var key = await page.Locator("portone-payment").GetAttributeAsync("data-payment");

        await shop.Sandbox.PayAsync(key!, WhatTheThiefOffers);
        await page.GotoAsync($"/payments/return?paymentId={key}");

        await Assertions.Expect(page.Locator("[data-outcome=Refunded]")).ToContainTextAsync("주문 금액과 달라");
        Assert.StartsWith("REFUND", await PaymentOfAsync(orderId), StringComparison.Ordinal); // Pending or done.
        Assert.Equal("AMOUNT_DIFFERS", await shop.CommerceAsync<string>(
            $"select refund_reason from payments where order_id = '{orderId}'"));
        Assert.Equal(
            "CANCELLED", await shop.CommerceAsync<string>($"select status from orders where id = '{orderId}'"));
    }

    private async Task<(IPage Page, Guid OrderId)> OpenPaymentPageAsync(Visit visit)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(PriceWon));
        await visit.Page.SignsInAsync(shopper, $"/orders/{order.OrderId}/pay");
        await Assertions.Expect(visit.Page.PayButton()).ToBeVisibleAsync();
        return (visit.Page, order.OrderId);
    }

    private static Task LowerAmountAsync(IPage page) => page.Locator("portone-payment").EvaluateAsync(
        """
        (element, amount) => {
          const requests = JSON.parse(element.dataset.requests);
          for (const request of Object.values(requests)) {
            request.totalAmount = amount;
          }
          element.dataset.requests = JSON.stringify(requests);
        }
        """,
        WhatTheThiefOffers);

    private Task<string> PaymentOfAsync(Guid orderId) =>
        shop.CommerceAsync<string>($"select status from payments where order_id = '{orderId}'");
}

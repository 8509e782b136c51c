// A phone loses its connection, as in a lift. The page shows that the request failed, stays usable, and displays only
// the state that the server confirmed.
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed partial class ConnectionLossTests(RunningShop shop, Browser browser)
{
    private const string Lost = "연결이 끊겨 답을 받지 못했습니다";
    private const int BeyondConnectionTimeoutMs = 15_000;
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Failed_addition_succeeds_on_the_next_click()
    {
        var product = await shop.NewProductAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var (add, note) = (page.GetByRole(AriaRole.Button, new() { Name = "장바구니에 담기" }), page.GetByText(Lost));
        await page.GotoAsync($"/products/{product.Id}");
        await page.IsAliveAsync();

        await page.Context.SetOfflineAsync(true);
        await add.ClickAsync();
        await Assertions.Expect(note).ToBeVisibleAsync();
        await page.Context.SetOfflineAsync(false);
        await add.ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("장바구니에 담았습니다");
        await Assertions.Expect(note).ToBeHiddenAsync();
        await page.SeesPiecesInTheBadgeAsync(1);
    }

    [Fact]
    public async Task Failed_quantity_change_shows_the_stored_quantity()
    {
        var product = await shop.NewProductAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.PutsIntoCartAsync(product, quantity: 2);
        await page.GotoAsync("/cart");
        await page.IsAliveAsync();

        await page.Context.SetOfflineAsync(true);
        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 더" }).ClickAsync();
        await Assertions.Expect(page.GetByText(Lost)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel($"{product.Name} 수량")).ToHaveValueAsync("2");
        await page.Context.SetOfflineAsync(false);
        await page.GetByRole(AriaRole.Link, new() { Name = "주문하기" }).ClickAsync();

        await page.SeesAsync("로그인");
    }

    [Fact]
    public async Task Unanswered_payment_shows_a_notice_and_continues_after_the_response()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}/pay");
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();

        await page.RouteAsync("**/alive", _ => Task.CompletedTask); // Never answered.
        await page.Window().Locator("#pay").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("연결이 끊겼습니다");
        await page.UnrouteAsync("**/alive");

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Waiting_page_receives_the_result_over_the_next_connection()
    {
        var connections = new ConcurrentQueue<IWebSocketRoute>();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.RouteWebSocketAsync(Circuit(), connection =>
        {
            connections.Enqueue(connection);
            connection.ConnectToServer();
        });
        var (shopper, order) = await OpenWaitingPageAsync(page);
        await Assertions.Expect(page.Locator("[data-live=yes]")).ToHaveCountAsync(1);

        foreach (var connection in connections)
        {
            await connection.CloseAsync(new() { Code = 1011 });
        }

        await shopper.PaysAsync(order);

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Page_whose_first_connection_failed_is_reloaded()
    {
        var refused = new TaskCompletionSource();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.Clock.InstallAsync();
        await page.RouteWebSocketAsync(Circuit(), connection =>
            _ = refused.TrySetResult() ? connection.CloseAsync() : Task.FromResult(connection.ConnectToServer()));
        var (shopper, order) = await OpenWaitingPageAsync(page);
        await refused.Task.WaitAsync(WaitTimeout);

        await shopper.PaysAsync(order);
        await page.Clock.FastForwardAsync(BeyondConnectionTimeoutMs);

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Link_that_failed_offline_works_on_the_next_click()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var tea = page.Locator("header a[href='/products?category=tea']");
        await page.GotoAsync("/products");
        await page.IsAliveAsync();

        await page.Context.SetOfflineAsync(true);
        await tea.ClickAsync();
        await Assertions.Expect(page.GetByText(Lost)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).Not.ToHaveAttributeAsync("aria-busy", "true");
        await page.Context.SetOfflineAsync(false);
        await tea.ClickAsync();

        await page.SeesAsync("차와 음료");
    }

    // The payment is pending in the window, and its result is unknown.
    private async Task<(Shopper Shopper, OrderReply Order)> OpenWaitingPageAsync(IPage page)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        await page.SignsInAsync(shopper, $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}");
        await page.SeesAsync("결제를 확인하고 있습니다");
        return (shopper, order);
    }

    [GeneratedRegex("/_blazor")]
    private static partial Regex Circuit();
}

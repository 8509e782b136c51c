// A phone loses its connection, as in a lift, or Web restarts. The page shows that a request failed, stays usable,
// displays only what the server confirmed, and a waiting page reconnects by itself.
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shop.Tests.Graphs;

namespace Shop.Tests.Web;

[Collection(ChaosShop.Name)]
public sealed partial class ConnectionLossTests(ChaosShop shop, Browser browser)
{
    private const int BeyondConnectionTimeoutMs = 15_000;

    [Fact]
    public async Task Click_that_failed_offline_changes_nothing_and_succeeds_when_repeated()
    {
        var product = await shop.NewProductAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var lost = page.GetByText("연결이 끊겨 답을 받지 못했습니다");
        var add = page.GetByRole(AriaRole.Button, new() { Name = "장바구니에 담기" });
        var tea = page.Locator("header a[href='/products?category=tea']");

        await ClickOfflineAsync($"/products/{product.Id}", add);
        await add.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("장바구니에 담았습니다");
        await Assertions.Expect(lost).ToBeHiddenAsync();
        await page.ExpectBadgeAsync(1);

        await ClickOfflineAsync("/cart", page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 더" }));
        await Assertions.Expect(page.GetByLabel($"{product.Name} 수량")).ToHaveValueAsync("1");

        await ClickOfflineAsync("/products", tea);
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).Not.ToHaveAttributeAsync("aria-busy", "true");
        await tea.ClickAsync();
        await page.ExpectHeadingAsync("차와 음료");

        async Task ClickOfflineAsync(string address, ILocator element)
        {
            await page.GotoAsync(address);
            await page.IsAliveAsync();
            await page.Context.SetOfflineAsync(true);
            await element.ClickAsync();
            await Assertions.Expect(lost).ToBeVisibleAsync();
            await page.Context.SetOfflineAsync(false);
        }
    }

    [Theory]
    [InlineData("the connection breaks")]
    [InlineData("the first connection is refused")]
    [InlineData("Web is killed")]
    [InlineData("Web is stopped")]
    public async Task Waiting_page_receives_the_result_by_itself_although(string what)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var connections = new List<IWebSocketRoute>();
        var isRefused = what == "the first connection is refused";
        if (isRefused)
        {
            await page.Clock.InstallAsync();
        }

        if (isRefused || what == "the connection breaks")
        {
            await page.RouteWebSocketAsync(Circuit(), connection =>
            {
                connections.Add(connection);
                _ = isRefused && connections.Count == 1
                    ? connection.CloseAsync()
                    : Task.FromResult(connection.ConnectToServer());
            });
        }

        await page.SignInAsync(shopper, order.ReturnPage());
        await page.ExpectHeadingAsync(Storefront.Checking);
        if (isRefused)
        {
            await Eventually.IsAsync(() => Task.FromResult(connections.Count), count => count > 0);
            await shopper.PayAsync(order);
            await page.Clock.FastForwardAsync(BeyondConnectionTimeoutMs);
        }
        else
        {
            await Assertions.Expect(page.Locator("[data-live=yes]")).ToHaveCountAsync(1);
            await Task.WhenAll(connections.Select(connection => connection.CloseAsync(new() { Code = 1011 })));
            if (what.StartsWith("Web", StringComparison.Ordinal))
            {
                await (what == "Web is killed" ? shop.KillAsync("web") : shop.StopAsync("web"));
                await shop.StartAgainAsync("web");
            }

            await shopper.PayAsync(order);
        }

        await page.ExpectHeadingAsync(Storefront.Paid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Payment_shows_a_notice_while_the_shop_does_not_answer_and_then_continues(bool isKilled)
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.OpenPaymentPageAsync(shop);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();

        if (isKilled)
        {
            await shop.WithoutAsync("web", PayUnansweredAsync);
        }
        else
        {
            await page.RouteAsync("**/alive", _ => Task.CompletedTask); // Never answered.
            await PayUnansweredAsync();
            await page.UnrouteAsync("**/alive");
        }

        await page.ExpectHeadingAsync(Storefront.Paid);

        async Task PayUnansweredAsync()
        {
            await page.Window().Locator("#pay").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("연결이 끊겼습니다");
        }
    }

    [GeneratedRegex("/_blazor")]
    private static partial Regex Circuit();
}

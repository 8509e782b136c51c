// A page that waits for a payment result depends on its server connection. After a restart of the server, the page must
// notice the loss and reconnect by itself.
using System.Text;
using Microsoft.Playwright;
using Shop.Tests.Graphs;

namespace Shop.Tests.Web;

[Collection(ChaosShop.Name)]
public sealed class StorefrontRestartTests(ChaosShop shop, Browser browser)
{
    // The pauses between reconnection attempts grow, and a server that starts on a busy machine takes several attempts.
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waiting_page_reconnects_and_shows_the_payment_result(bool isKilled)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var isInteractive = IsInteractiveAsync(page);
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0 });
        await page.SignsInAsync(shopper, $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}");
        await page.SeesAsync("결제를 확인하고 있습니다");
        await isInteractive;

        await (isKilled ? shop.KillAsync("web") : shop.StopAsync("web"));
        await shop.StartAgainAsync("web");
        await shopper.PaysAsync(order);
        await shop.Sandbox.SetFaultsAsync(new { });

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "주문이 완료되었습니다" }))
            .ToBeVisibleAsync(new() { Timeout = (float)WaitTimeout.TotalMilliseconds });
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "주문내역" }).ClickAsync();
        await Assertions.Expect(page.Locator(".order").First).ToContainTextAsync(product.Name);
    }

    [Fact]
    public async Task Payment_during_a_restart_continues_when_the_storefront_is_back()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}/pay");
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();

        await shop.WithoutAsync("web", async () =>
        {
            await page.Window().Locator("#pay").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("연결이 끊겼습니다");
        });

        await page.SeesAsync("주문이 완료되었습니다");
    }

    /// <summary>Waits until the server renders over the circuit. Must be called before opening the page.</summary>
    internal static Task IsInteractiveAsync(IPage page)
    {
        var drawn = new TaskCompletionSource();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (Encoding.ASCII.GetString(frame.Binary ?? []).Contains("JS.RenderBatch", StringComparison.Ordinal))
            {
                drawn.TrySetResult();
            }
        };
        return drawn.Task.WaitAsync(WaitTimeout);
    }
}

// A page that waits for the truth hangs on its server. When that is restarted nobody is left to tell, unless the page
// notices and comes back by itself.
using System.Text;
using Microsoft.Playwright;
using Shop.Tests.Graphs;

namespace Shop.Tests.Web;

[Collection(ChaosShop.Name)]
public sealed class RestartingUnderAnOpenPage(ChaosShop shop, Browser browser)
{
    // The pauses between tries to reconnect grow; a server that starts on a busy machine costs several of them.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_page_comes_back_by_itself_and_goes_on_waiting_for_the_truth(bool isKilled)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var isDrawnByTheServer = IsDrawnByTheServerAsync(page);
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0 });
        await page.SignsInAsync(shopper, $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}");
        await page.SeesAsync("결제를 확인하고 있습니다");
        await isDrawnByTheServer;

        await (isKilled ? shop.KillAsync("web") : shop.StopAsync("web"));
        await shop.StartAgainAsync("web");
        await shopper.PaysAsync(order);
        await shop.Sandbox.SetFaultsAsync(new { });

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "주문이 완료되었습니다" }))
            .ToBeVisibleAsync(new() { Timeout = (float)Patience.TotalMilliseconds });
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "주문내역" }).ClickAsync();
        await Assertions.Expect(page.Locator(".order").First).ToContainTextAsync(product.Name);
    }

    [Fact]
    public async Task Whoever_pays_meanwhile_is_led_on_when_the_storefront_is_back()
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

    /// <summary>From its first drawing on a page hangs on its server: before it there is nothing to lose.</summary>
    internal static Task IsDrawnByTheServerAsync(IPage page)
    {
        var drawn = new TaskCompletionSource();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (Encoding.ASCII.GetString(frame.Binary ?? []).Contains("JS.RenderBatch", StringComparison.Ordinal))
            {
                drawn.TrySetResult();
            }
        };
        return drawn.Task.WaitAsync(Patience);
    }
}

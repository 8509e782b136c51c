// Commerce is killed while a shopper looks around or pays. The page says so in words, and finds back by itself.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

/// <summary>A graph of its own: what is killed here would be missed elsewhere.</summary>
public sealed class ShopToKillServicesIn : IAsyncLifetime
{
    public RunningShop Shop { get; private set; } = null!;

    public Browser Browser { get; } = new();

    public async Task InitializeAsync()
    {
        Shop = await RunningShop.StartAsync(_ => { });
        await Browser.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Shop.DisposeAsync();
    }
}

public sealed class WhileCommerceIsAway(ShopToKillServicesIn own) : IClassFixture<ShopToKillServicesIn>
{
    private const string Away = "잠시 연결이 원활하지 않습니다";

    private readonly RunningShop _shop = own.Shop;

    [Fact]
    public async Task A_product_page_says_so_and_shows_the_product_when_Commerce_is_back()
    {
        var product = await _shop.NewProductAsync();
        await using var visit = await own.Browser.VisitAsync(_shop);
        var page = visit.Page;

        await page.GotoAsync($"/products/{product.Id}");
        await _shop.KillAsync("commerce");
        var answer = await page.ReloadAsync();
        await page.SeesAsync(Away);
        Assert.Equal(503, answer!.Status);
        Assert.DoesNotContain("Exception", await page.ContentAsync());

        await _shop.StartAgainAsync("commerce");

        await page.SeesAsync(product.Name);
        await page.AddsToCartAsync(quantity: 1);
    }

    [Fact]
    public async Task An_order_sent_meanwhile_is_not_lost_and_is_placed_once_when_Commerce_is_back()
    {
        var (shopper, product) = (await _shop.NewShopperAsync(), await _shop.NewProductAsync(stock: 10));
        await using var visit = await own.Browser.VisitAsync(_shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper);
        await page.PutsIntoCartAsync(product);
        await page.GotoAsync("/checkout");
        await page.FillsInTheAddressAsync();
        await _shop.KillAsync("commerce");
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("두 번 주문되지 않습니다");
        await Assertions.Expect(page.GetByLabel("받는 분")).ToHaveValueAsync(Shopper.Home.Recipient);

        await _shop.StartAgainAsync("commerce");
        await page.PayButton().ClickAsync();
        await page.Window().Locator("#pay").ClickAsync();

        await page.SeesAsync("주문이 완료되었습니다");
        Assert.Equal(9, await _shop.StockOfAsync(product));
        Assert.Equal(1, await _shop.CommerceAsync<long>(
            $"select count(*) from orders where shopper_id = '{shopper.AccountId}'"));
    }
}

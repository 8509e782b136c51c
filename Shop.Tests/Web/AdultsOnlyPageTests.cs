// The pages show a minor that a product is for adults only, before the pay button is pressed.
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class AdultsOnlyPageTests(RunningShop shop, Browser browser)
{
    private const string Forbidden = "성인 전용 상품이라 회원님은 구매하실 수 없습니다";

    [Fact]
    public async Task Product_page_shows_the_age_limit_in_place_of_the_buttons()
    {
        var (wine, lamp) = (await shop.NewProductAsync(adultsOnly: true), await shop.NewProductAsync());
        using var guest = new PlainVisitor(shop);
        using var minor = new PlainVisitor(shop);
        using var adult = new PlainVisitor(shop);
        await minor.SignsInAsync(await shop.NewShopperAsync(adult: false));
        await adult.SignsInAsync(await shop.NewShopperAsync());

        var (asGuest, asMinor, asAdult) = (
            await guest.ReadsAsync($"/products/{wine.Id}"), await minor.ReadsAsync($"/products/{wine.Id}"),
            await adult.ReadsAsync($"/products/{wine.Id}"));

        Assert.Contains("만 19세 이상만 구매하실 수 있는 상품입니다. 구매하시려면 로그인이 필요합니다.", asGuest);
        Assert.Contains($"/sign-in?returnUrl=%2Fproducts%2F{wine.Id}", asGuest);
        Assert.Contains(Forbidden, asMinor);
        Assert.DoesNotContain("/cart/add", asMinor);
        Assert.DoesNotContain(Forbidden, asAdult);
        Assert.Contains("/cart/add", asAdult);
        Assert.Contains("/cart/add", await minor.ReadsAsync($"/products/{lamp.Id}"));
    }

    [Fact]
    public async Task Product_page_shows_the_age_limit_after_a_restock_notice()
    {
        var (wine, shopper) = (
            await shop.NewProductAsync(stock: 0, adultsOnly: true), await shop.NewShopperAsync(adult: false));
        using var minor = new PlainVisitor(shop);
        await minor.SignsInAsync(shopper);
        using var asked = await shopper.Commerce.PutAsync($"/products/{wine.Id}/restock-notice", null);
        Assert.True(asked.IsSuccessStatusCode);
        await shop.CommerceAsync($"update products set received = 5, stock = 5 where id = {wine.Id}");

        var page = await minor.ReadsAsync($"/products/{wine.Id}");

        Assert.Contains(Forbidden, page);
        Assert.DoesNotContain("/cart/add", page);
    }

    [Fact]
    public async Task Minor_s_cart_names_the_product_and_can_be_ordered_without_it()
    {
        var shopper = await shop.NewShopperAsync(adult: false);
        var (wine, lamp) = (
            await shop.NewProductAsync(adultsOnly: true, name: "Old wine"), await shop.NewProductAsync());
        await shopper.PutsIntoCartAsync(wine);
        await shopper.PutsIntoCartAsync(lamp);
        await using var visit = await browser.VisitAsync(shop, width: 390);
        var page = visit.Page;
        await page.SignsInAsync(shopper, "/cart");
        var toCheckout = page.GetByRole(AriaRole.Link, new() { Name = "주문하기" });

        await Assertions.Expect(page.Locator("[data-forbidden]")).ToContainTextAsync("‘Old wine’ 상품은 성인 전용");
        await Assertions.Expect(toCheckout).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Old wine 삭제" }).ClickAsync();

        await Assertions.Expect(page.Locator("[data-forbidden]")).ToHaveCountAsync(0);
        await Assertions.Expect(toCheckout).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Minor_s_checkout_keeps_input_and_offers_payment_after_removing_the_product()
    {
        var shopper = await shop.NewShopperAsync(adult: false);
        var (wine, lamp) = (
            await shop.NewProductAsync(adultsOnly: true, name: "Old wine"), await shop.NewProductAsync());
        await shopper.PutsIntoCartAsync(wine);
        await shopper.PutsIntoCartAsync(lamp);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper, "/checkout");

        await Assertions.Expect(page.Locator("[data-forbidden]")).ToContainTextAsync("‘Old wine’ 상품은 성인 전용");
        await Assertions.Expect(page.GetByText("Old wine: 성인 전용 상품이라")).ToBeVisibleAsync();
        await Assertions.Expect(page.PayButton()).ToHaveCountAsync(0);
        await page.FillsInTheAddressAsync();
        await page.GetByLabel("연락처").PressAsync("Enter"); // Neither orders nor removes anything.
        await page.GetByRole(AriaRole.Button, new() { Name = "Old wine 삭제" }).ClickAsync();

        await Assertions.Expect(page.PayButton()).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("연락처")).ToHaveValueAsync(Shopper.Home.Phone);
        await Assertions.Expect(page.GetByText("Old wine")).ToHaveCountAsync(0);
        await page.PayButton().ClickAsync();
        await page.WaitForURLAsync("**/pay?*");
    }

    [Fact]
    public async Task Buy_now_returns_a_minor_to_the_product()
    {
        var wine = await shop.NewProductAsync(adultsOnly: true);
        using var minor = new PlainVisitor(shop);
        await minor.SignsInAsync(await shop.NewShopperAsync(adult: false));

        var page = await minor.ReadsAsync($"/checkout?productId={wine.Id}&quantity=1");

        Assert.Contains(Forbidden, page);
        Assert.Contains("상품으로 돌아가기", page);
        Assert.DoesNotContain("결제하기", page);
    }

    [Fact]
    public async Task Refusal_by_Commerce_names_the_product_and_offers_to_remove_it()
    {
        var shopper = await shop.NewShopperAsync(adult: false);
        var (wine, lamp) = (await shop.NewProductAsync(name: "New wine"), await shop.NewProductAsync());
        await shopper.PutsIntoCartAsync(wine);
        await shopper.PutsIntoCartAsync(lamp);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        var (version, total) = FormOf(await visitor.ReadsAsync("/checkout"));
        await shop.CommerceAsync($"update products set adults_only = true where id = {wine.Id}");

        using var answer = await visitor.SubmitsAsync(
            "/checkout", "/checkout", "checkout", ("recipient", Shopper.Home.Recipient),
            ("phone", Shopper.Home.Phone), ("postalCode", Shopper.Home.PostalCode),
            ("address1", Shopper.Home.Address1), ("cartVersion", version), ("expectedTotalWon", total));
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("New wine: 성인 전용 상품이라 주문하실 수 없습니다", page);
        Assert.Contains("aria-label=\"New wine 삭제\"", page);
        Assert.Contains(Shopper.Home.Address1, page);
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));
    }

    private static (string Version, string Total) FormOf(string page) =>
        (ValueOf(page, "cartVersion"), ValueOf(page, "expectedTotalWon"));

    private static string ValueOf(string page, string name) =>
        Regex.Match(page, $"name=\"{name}\" value=\"([^\"]+)").Groups[1].Value;
}

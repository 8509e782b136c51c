// A session may end while the address is being typed. The same shopper continues after signing in again. Another
// shopper does not see the typed address, and another site cannot store an address for the checkout.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class CheckoutSessionLossTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Typed_address_is_restored_after_sign_in_and_the_order_is_paid()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await SubmitAddressWithoutSessionAsync(page, shopper, product);
        Assert.DoesNotContain(Uri.EscapeDataString(Shopper.Home.Recipient), page.Url);
        Assert.DoesNotContain(Shopper.Home.Phone, page.Url);
        await SignInOnThisPageAsync(page, shopper);

        await Assertions.Expect(page.GetByLabel("받는 분")).ToHaveValueAsync(Shopper.Home.Recipient);
        await Assertions.Expect(page.GetByLabel("연락처")).ToHaveValueAsync(Shopper.Home.Phone);
        await Assertions.Expect(page.GetByLabel("주소", new() { Exact = true }))
            .ToHaveValueAsync(Shopper.Home.Address1);
        await page.PayButton().ClickAsync();
        await page.Window().Locator("#pay").ClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Name == "typed-address");
    }

    [Fact]
    public async Task Shopper_signed_out_during_payment_sees_the_result_after_sign_in()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await FillInCheckoutAsync(page, shopper, product);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await EndSessionAsync(shopper);
        await page.Window().Locator("#pay").ClickAsync();
        await SignInOnThisPageAsync(page, shopper);

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Typed_address_is_hidden_from_another_shopper()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await SubmitAddressWithoutSessionAsync(page, shopper, await shop.NewProductAsync());
        await SignInOnThisPageAsync(page, other);

        await Assertions.Expect(page.GetByLabel("받는 분")).ToHaveValueAsync("");
    }

    [Theory]
    [InlineData("")]
    [InlineData("made up")]
    public async Task Form_of_another_site_stores_no_address(string mark)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.SendsAsync("/checkout",
            [("recipient", "Thief"), ("address1", "Elsewhere"), ("typedBy", mark), ("_handler", "checkout")]);

        Assert.StartsWith("/sign-in", visitor.LeadsTo(answer), StringComparison.Ordinal);
        Assert.DoesNotContain(visitor.Cookies.GetAllCookies(), cookie => cookie.Name == "typed-address");
    }

    private async Task SubmitAddressWithoutSessionAsync(IPage page, Shopper shopper, Product product)
    {
        await FillInCheckoutAsync(page, shopper, product);
        await EndSessionAsync(shopper);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.GetByLabel("비밀번호")).ToBeVisibleAsync();
    }

    private async Task EndSessionAsync(Shopper shopper)
    {
        await using var ended = shop.WebDb.CreateCommand(
            $"delete from sessions where account_id = '{shopper.AccountId}'");
        Assert.Equal(1, await ended.ExecuteNonQueryAsync());
    }

    // Uses "buy now", so that the shopper who signs in afterwards has something to check out.
    private static async Task FillInCheckoutAsync(IPage page, Shopper shopper, Product product)
    {
        await page.SignsInAsync(shopper, $"/checkout?productId={product.Id}&quantity=1");
        await page.FillsInTheAddressAsync();
    }

    private static async Task SignInOnThisPageAsync(IPage page, Shopper shopper)
    {
        await page.GetByLabel("아이디").FillAsync(shopper.LoginId);
        await page.GetByLabel("비밀번호").FillAsync(Shopper.Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "로그인" }).ClickAsync();
    }
}

// A session may end while the address is being typed. Whoever signs in again goes on where they were; nobody else sees
// what they typed, and no other site can put an address into somebody's checkout.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class LosingTheSessionAtCheckout(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task What_was_typed_is_there_again_after_signing_in_and_the_order_is_paid()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await SendsAnAddressWithoutASessionAsync(page, shopper, product);
        Assert.DoesNotContain(Uri.EscapeDataString(Shopper.Home.Recipient), page.Url);
        Assert.DoesNotContain(Shopper.Home.Phone, page.Url);
        await SignsInHereAsync(page, shopper);

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
    public async Task Whoever_is_signed_out_while_paying_signs_in_and_sees_the_truth()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await FillsInTheCheckoutAsync(page, shopper, product);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await EndsTheSessionAsync(shopper);
        await page.Window().Locator("#pay").ClickAsync();
        await SignsInHereAsync(page, shopper);

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Somebody_else_who_signs_in_there_does_not_see_it()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await SendsAnAddressWithoutASessionAsync(page, shopper, await shop.NewProductAsync());
        await SignsInHereAsync(page, other);

        await Assertions.Expect(page.GetByLabel("받는 분")).ToHaveValueAsync("");
    }

    [Theory]
    [InlineData("")]
    [InlineData("made up")]
    public async Task A_form_that_is_not_ours_leaves_no_address(string mark)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.SendsAsync("/checkout",
            [("recipient", "Thief"), ("address1", "Elsewhere"), ("typedBy", mark), ("_handler", "checkout")]);

        Assert.StartsWith("/sign-in", visitor.LeadsTo(answer), StringComparison.Ordinal);
        Assert.DoesNotContain(visitor.Cookies.GetAllCookies(), cookie => cookie.Name == "typed-address");
    }

    private async Task SendsAnAddressWithoutASessionAsync(IPage page, Shopper shopper, Product product)
    {
        await FillsInTheCheckoutAsync(page, shopper, product);
        await EndsTheSessionAsync(shopper);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.GetByLabel("비밀번호")).ToBeVisibleAsync();
    }

    private async Task EndsTheSessionAsync(Shopper shopper)
    {
        await using var ended = shop.WebDb.CreateCommand(
            $"delete from sessions where account_id = '{shopper.AccountId}'");
        Assert.Equal(1, await ended.ExecuteNonQueryAsync());
    }

    // Bought at once, so that whoever signs in afterwards has something to check out.
    private static async Task FillsInTheCheckoutAsync(IPage page, Shopper shopper, Product product)
    {
        await page.SignsInAsync(shopper, $"/checkout?productId={product.Id}&quantity=1");
        await page.FillsInTheAddressAsync();
    }

    private static async Task SignsInHereAsync(IPage page, Shopper shopper)
    {
        await page.GetByLabel("아이디").FillAsync(shopper.LoginId);
        await page.GetByLabel("비밀번호").FillAsync(Shopper.Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "로그인" }).ClickAsync();
    }
}

// Every form names all wrong fields at once, keeps what was typed except passwords, and puts the focus on the first
// wrong field, with scripts and without.
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed partial class FormPageTests(RunningShop shop, Browser browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Checkout_marks_every_invalid_field_and_keeps_the_others(bool withScripts)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop, javaScript: withScripts, width: 390);
        var page = visit.Page;
        await page.SignsInAsync(shopper, $"/checkout?productId={product.Id}&quantity=2");
        await page.GetByLabel("연락처").FillAsync("12");
        await page.GetByLabel("우편번호").FillAsync("123");
        await page.GetByLabel("주소", new() { Exact = true }).FillAsync(Shopper.Home.Address1);
        await page.GetByLabel("계좌이체").CheckAsync();

        await page.PayButton().ClickAsync();

        await ExpectInvalidAsync(page.GetByLabel("받는 분"), "꼭 필요한 항목입니다.");
        await ExpectInvalidAsync(page.GetByLabel("연락처"), "전화번호를 확인해 주세요. 예: 010-1234-5678");
        await ExpectInvalidAsync(page.GetByLabel("우편번호"), "우편번호는 숫자 5자리입니다. 숫자 5자리");
        await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByLabel("받는 분")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First)
            .ToHaveTextAsync("확인해 주세요: 받는 분, 연락처, 우편번호");
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("^오류: 주문/결제"));
        await Assertions.Expect(page.GetByLabel("연락처")).ToHaveValueAsync("12");
        await Assertions.Expect(page.GetByLabel("주소", new() { Exact = true })).ToHaveValueAsync(Shopper.Home.Address1);
        await Assertions.Expect(page.GetByLabel("계좌이체")).ToBeCheckedAsync();
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));

        await page.FillsInTheAddressAsync();
        await page.PayButton().ClickAsync();
        await page.WaitForURLAsync("**/pay?method=TRANSFER*");
    }

    [Fact]
    public async Task Sign_up_marks_every_invalid_field_and_keeps_the_verified_identity()
    {
        var (taken, loginId) = ((await shop.NewShopperAsync()).LoginId, "t" + Guid.NewGuid().ToString("N")[..15]);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync("/sign-up");
        var step = page.Locator("portone-identity");
        var id = await step.GetAttributeAsync("data-verification");
        var ticketHash = Storefront.TicketHashIn(await step.GetAttributeAsync("data-request"));
        await shop.Sandbox.VerifyAsync(Person.New(), ticketHash, id: id);
        await page.GotoAsync($"/sign-up?identityVerificationId={id}");
        var password = page.GetByLabel("비밀번호", new() { Exact = true });
        var again = page.GetByLabel("비밀번호 확인");
        var create = page.GetByRole(AriaRole.Button, new() { Name = "가입하기" });

        await page.GetByLabel("아이디").FillAsync("a b");
        await password.FillAsync("1234");
        await again.FillAsync("12345");
        await create.ClickAsync();
        await ExpectInvalidAsync(page.GetByLabel("아이디"), "아이디는 영문, 숫자, 밑줄(_) 4~20자입니다. 영문, 숫자, 밑줄(_) 4~20자");
        await Assertions.Expect(password).ToHaveAttributeAsync("aria-invalid", "true");
        await ExpectInvalidAsync(again, "비밀번호가 서로 다릅니다.");
        await Assertions.Expect(page.GetByLabel("아이디")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("아이디")).ToHaveValueAsync("a b");
        await Assertions.Expect(password).ToHaveValueAsync("");

        await page.GetByLabel("아이디").FillAsync(taken);
        await password.FillAsync("password1");
        await create.ClickAsync();
        await Assertions.Expect(page.Locator("#field-loginId-error")).ToContainTextAsync("이미 쓰이는 아이디");
        await Assertions.Expect(page.Locator("#field-password-error")).ToContainTextAsync("너무 쉬운 비밀번호");
        await Assertions.Expect(page.Locator("#field-passwordAgain-error")).ToHaveTextAsync("꼭 필요한 항목입니다.");

        await page.GetByLabel("아이디").FillAsync(loginId);
        await password.FillAsync(Shopper.Password);
        await again.FillAsync(Shopper.Password);
        await create.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "마이페이지" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("ko-KR", "꼭 필요한 항목입니다.")]
    [InlineData("en-US", "This is needed.")]
    public async Task Sign_in_requires_both_fields_in_the_language_of_the_page(string language, string words)
    {
        await using var visit = await browser.VisitAsync(shop, language);
        var page = visit.Page;
        await page.GotoAsync("/sign-in");

        await page.Locator("[name=loginId]").PressAsync("Enter");

        await ExpectInvalidAsync(page.Locator("[name=loginId]"), words);
        await ExpectInvalidAsync(page.Locator("[name=password]"), words);
        await Assertions.Expect(page.Locator("[name=loginId]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Wrong_password_keeps_the_id_and_focuses_the_password()
    {
        var shopper = await shop.NewShopperAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync("/sign-in");
        await page.Locator("[name=loginId]").FillAsync(shopper.LoginId);
        await page.Locator("[name=password]").FillAsync("another password");
        await page.GetByLabel("로그인 상태 유지").CheckAsync();

        await page.Locator("[name=password]").PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("맞지 않습니다");
        await Assertions.Expect(page.Locator("[name=loginId]")).ToHaveValueAsync(shopper.LoginId);
        await Assertions.Expect(page.Locator("[name=password]")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("[name=password]")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("로그인 상태 유지")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Password_reset_marks_both_passwords()
    {
        using var visitor = new PlainVisitor(shop);
        var start = await visitor.ReadsAsync("/reset-password");
        var id = Verification().Match(start).Groups[1].Value;
        var address = $"/reset-password?identityVerificationId={id}";

        using var answer = await visitor.SubmitsAsync(
            address, address, "reset-password", ("newPassword", "short"), ("passwordAgain", "other"));
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Matches("""id="field-newPassword-error">너무 쉬운""", page);
        Assert.Matches("""id="field-passwordAgain-error">비밀번호가 서로 다릅니다""", page);
        Assert.Single(Autofocus().Matches(page));
        Assert.DoesNotContain("다시 인증하기", page);
    }

    [Fact]
    public async Task Withdrawal_requires_the_password_and_shows_when_it_is_wrong()
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());

        using var empty = await visitor.SubmitsAsync("/me", "/me", "withdraw", ("password", ""));
        using var wrong = await visitor.SubmitsAsync("/me", "/me", "withdraw", ("password", "another password"));

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity),
            (empty.StatusCode, wrong.StatusCode));
        Assert.Contains("id=\"field-password-error\">꼭 필요한 항목입니다.", await PlainVisitor.WordsOfAsync(empty));
        Assert.Contains("id=\"field-password-error\">비밀번호가 맞지 않습니다.", await PlainVisitor.WordsOfAsync(wrong));
    }

    private static async Task ExpectInvalidAsync(ILocator field, string description)
    {
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(field).ToHaveAccessibleDescriptionAsync(description);
    }

    [GeneratedRegex("""data-verification="([^"]+)""")]
    private static partial Regex Verification();

    [GeneratedRegex("<input[^>]* autofocus")]
    private static partial Regex Autofocus();
}

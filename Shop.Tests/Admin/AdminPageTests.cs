// The back office in a browser: from the first owner's one-time link to a staff member who is refused what only owners
// may do. Every page is checked by axe at two widths and logs no console error; the screenshots are stored in
// artifacts/screenshots.
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using OtpNet;
using Shop.Tests.Hosting;
using Shop.Tests.Payments;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class AdminPageTests(RunningShop shop, Browser browser)
{
    private readonly AdminPageInspector _inspector = new();

    [Fact]
    public async Task Owner_signs_up_by_the_link_of_the_dashboard_and_invites_staff_who_is_refused_operators()
    {
        var owner = TestOperator.NewLoginId();
        var created = await shop.RunCommandAsync("admin", "create-owner", owner, input: "loginId");
        Assert.True(created.Success, $"{created.Message} {created.Data?.Value}");
        var link = created.Data!.Value.Split('\n').Single(line => line.Contains("/link?token=")).Trim();
        link = link[link.IndexOf("http", StringComparison.Ordinal)..];

        var shopper = await shop.NewShopperAsync();
        await shopper.ReturnFromAsync(await shopper.OrderAndPayAsync(await shop.NewProductAsync()));

        await using var visit = await browser.VisitAsync(shop.AdminAddress);
        var page = visit.Page;
        await page.GotoAsync("/");
        await ExpectHeadingAsync(page, "로그인");
        await _inspector.InspectAsync(page, "admin-sign-in");
        await page.GotoAsync(link);
        var secret = await SetUpAsync(page, inspect: true);
        await ExpectHeadingAsync(page, "오늘");
        await Assertions.Expect(page.GetByText("오늘 매출")).ToBeVisibleAsync();
        await _inspector.InspectAsync(page, "admin-today");

        await page.GetByRole(AriaRole.Link, new() { Name = "활동 기록" }).ClickAsync();
        await ExpectHeadingAsync(page, "활동 기록");
        await Assertions.Expect(page.GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(0);
        await _inspector.InspectAsync(page, "admin-audit");
        await page.GetByRole(AriaRole.Link, new() { Name = "내 계정", Exact = true }).ClickAsync();
        await ExpectHeadingAsync(page, "내 계정");
        await Assertions.Expect(page.GetByText("현재 기기")).ToBeVisibleAsync();
        await _inspector.InspectAsync(page, "admin-me");
        await page.GetByRole(AriaRole.Link, new() { Name = "운영자", Exact = true }).ClickAsync();
        await ExpectHeadingAsync(page, "운영자");

        var staff = TestOperator.NewLoginId();
        await page.Locator("#invite-login-id").FillAsync(staff);
        await page.GetByRole(AriaRole.Button, new() { Name = "초대하기" }).ClickAsync();
        var invitation = await page.Locator(".one-time-link").TextContentAsync();
        await _inspector.InspectAsync(page, "admin-operators");
        await SwitchLanguageAsync(page, "admin-operators-en");

        // The session is a cookie that scripts cannot read, and no token is in the browser.
        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name == "admin-session");
        Assert.True(cookie is { HttpOnly: true, Expires: -1 });
        Assert.Equal("0", await page.EvaluateAsync<string>("`${localStorage.length + sessionStorage.length}`"));
        visit.AssertNoConsoleErrors();

        await StaffIsRefusedOperatorsAsync(invitation!, staff);
        await SignOutAndInAsync(page, owner, secret);
        visit.AssertNoConsoleErrors();
        _inspector.AssertNoProblems();
    }

    [Fact]
    public async Task Open_page_of_a_disabled_operator_leads_to_the_sign_in()
    {
        var staff = await TestOperator.NewAsync(shop);
        await using var visit = await browser.VisitAsync(shop.AdminAddress);
        await SignInAsync(visit.Page, staff.LoginId, await staff.NextCodeAsync());
        await ExpectHeadingAsync(visit.Page, "오늘");

        await (await TestOperator.OwnerAsync(shop)).ActAsync("disable", staff);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "내 계정", Exact = true }).ClickAsync();

        await ExpectHeadingAsync(visit.Page, "로그인");
        Assert.Contains("returnUrl=%2Fme", visit.Page.Url);
    }

    [Fact]
    public async Task Wrong_password_code_and_used_link_are_explained()
    {
        var staff = await TestOperator.NewAsync(shop);
        await using var visit = await browser.VisitAsync(shop.AdminAddress);
        var page = visit.Page;
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("아이디").FillAsync(staff.LoginId);
        await page.GetByLabel("비밀번호").FillAsync("a wrong password");
        await page.GetByRole(AriaRole.Button, new() { Name = "계속" }).ClickAsync();
        await ExpectAlertAsync(page, "아이디나 비밀번호가 맞지 않습니다.");

        await SignInAsync(page, staff.LoginId, "000000");
        await ExpectAlertAsync(page, "코드가 틀렸거나 이미 사용한 코드입니다.");
        await _inspector.InspectAsync(page, "admin-wrong-code");

        await page.GotoAsync("/link?token=unknown");
        await ExpectAlertAsync(page, "이미 사용되었거나 만료된 링크입니다.");
        await page.GotoAsync("/sign-in/set-up"); // Without a challenge.
        await ExpectHeadingAsync(page, "로그인");
        _inspector.AssertNoProblems();
    }

    private async Task StaffIsRefusedOperatorsAsync(string invitation, string staff)
    {
        await using var visit = await browser.VisitAsync(shop.AdminAddress);
        var page = visit.Page;
        await page.GotoAsync(invitation);
        await SetUpAsync(page, inspect: false);
        await ExpectHeadingAsync(page, "오늘");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = staff })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "운영자", Exact = true }))
            .ToHaveCountAsync(0);
        visit.AssertNoConsoleErrors();

        var response = await page.GotoAsync("/operators"); // The browser logs the status as an error.
        Assert.Equal(403, response!.Status);
        await ExpectHeadingAsync(page, "권한이 없습니다");
        await _inspector.InspectAsync(page, "admin-not-allowed");
    }

    private static async Task SignOutAndInAsync(IPage page, string loginId, string secret)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "로그아웃", Exact = true }).ClickAsync();
        await ExpectHeadingAsync(page, "로그인");
        await page.GotoAsync("/audit?act=SIGNED_IN");
        await ExpectHeadingAsync(page, "로그인");

        // The set-up used the current code, so the next one is the first that is accepted.
        await FillSignInAsync(page, loginId);
        await page.GetByLabel("인증 코드").FillAsync(
            new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow.AddSeconds(30)));
        await page.GetByRole(AriaRole.Button, new() { Name = "로그인" }).ClickAsync();
        await ExpectHeadingAsync(page, "활동 기록");
        Assert.EndsWith("/audit?act=SIGNED_IN", page.Url);
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = loginId }).First).ToBeVisibleAsync();
    }

    // Sets a password and an authenticator app on the page of a one-time link; returns the app's secret.
    private async Task<string> SetUpAsync(IPage page, bool inspect)
    {
        await ExpectHeadingAsync(page, "비밀번호 설정");
        await InspectIfAsync("admin-link");
        await page.GetByLabel("새 비밀번호", new() { Exact = true }).FillAsync(TestOperator.Password);
        await page.GetByLabel("새 비밀번호 확인").FillAsync(TestOperator.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "계속" }).ClickAsync();

        await ExpectHeadingAsync(page, "2단계 인증 설정");
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR 코드" })).ToBeVisibleAsync();
        await InspectIfAsync("admin-set-up");
        var secret = (await page.Locator(".secret").TextContentAsync())!;
        await page.GetByLabel("인증 코드").FillAsync(new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp());
        await page.GetByRole(AriaRole.Button, new() { Name = "계속" }).ClickAsync();

        await ExpectHeadingAsync(page, "복구 코드를 보관하세요");
        await Assertions.Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        await InspectIfAsync("admin-recovery-codes");
        await page.GetByRole(AriaRole.Link, new() { Name = "보관했습니다" }).ClickAsync();
        return secret;

        Task InspectIfAsync(string name) => inspect ? _inspector.InspectAsync(page, name) : Task.CompletedTask;
    }

    internal static async Task SignInAsync(IPage page, string loginId, string code)
    {
        await page.GotoAsync("/sign-in");
        await FillSignInAsync(page, loginId);
        await page.GetByLabel("인증 코드").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "로그인" }).ClickAsync();
    }

    private static async Task FillSignInAsync(IPage page, string loginId)
    {
        await page.GetByLabel("아이디").FillAsync(loginId);
        await page.GetByLabel("비밀번호").FillAsync(TestOperator.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "계속" }).ClickAsync();
        await ExpectHeadingAsync(page, "2단계 인증");
    }

    private async Task SwitchLanguageAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await ExpectHeadingAsync(page, "Operators");
        await _inspector.InspectAsync(page, name);
        await page.GetByRole(AriaRole.Button, new() { Name = "한국어" }).ClickAsync();
        await ExpectHeadingAsync(page, "운영자");
    }

    internal static Task ExpectHeadingAsync(IPage page, string heading) => Assertions
        .Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1, Exact = true })).ToBeVisibleAsync();

    private static Task ExpectAlertAsync(IPage page, string text) =>
        Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(text);
}

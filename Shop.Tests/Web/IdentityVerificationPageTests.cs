using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed partial class IdentityVerificationPageTests(RunningShop shop)
{
    [Fact]
    public async Task Verification_in_one_tab_leaves_another_tab_s_verification_valid()
    {
        using var visitor = new PlainVisitor(shop);
        var first = await BeginAsync(visitor);
        await BeginAsync(visitor);
        await visitor.ReadsAsync("/find-id");
        await shop.Sandbox.VerifyAsync(Person.New(), first.TicketHash, id: first.Id);

        using var answer = await SignUpAsync(visitor, first.Id, "t" + first.Id[..12]);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", visitor.LeadsTo(answer));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Sign_up_redirects_only_within_the_shop(string address)
    {
        using var visitor = new PlainVisitor(shop);
        var verification = await BeginAsync(visitor);
        await shop.Sandbox.VerifyAsync(Person.New(), verification.TicketHash, id: verification.Id);

        using var answer = await SignUpAsync(
            visitor, verification.Id, "t" + verification.Id[..12], $"&returnUrl={Uri.EscapeDataString(address)}");

        Assert.Equal(new Uri(shop.WebAddress, "/"), new Uri(shop.WebAddress, answer.Headers.Location!));
    }

    [Fact]
    public async Task Browser_keeps_a_limited_number_of_pending_verifications()
    {
        using var visitor = new PlainVisitor(shop);
        for (var i = 0; i < 12; i++)
        {
            await BeginAsync(visitor);
        }

        var last = await BeginAsync(visitor);

        var kept = visitor.Cookies.GetAllCookies()
            .Where(cookie => cookie.Name.StartsWith("identity-", StringComparison.Ordinal)).ToList();
        Assert.InRange(kept.Count, 2, 5);
        Assert.Contains(kept, cookie => cookie.Name.EndsWith(last.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Password_reset_ends_the_sessions_of_all_browsers()
    {
        var shopper = await shop.NewShopperAsync();
        using var thief = new PlainVisitor(shop);
        await thief.SignsInAsync(shopper);
        using var visitor = new PlainVisitor(shop);
        var verification = await BeginAsync(visitor, "/reset-password");
        await shop.Sandbox.VerifyAsync(shopper.Person, verification.TicketHash, id: verification.Id);
        var address = $"/reset-password?identityVerificationId={verification.Id}";

        using var answer = await visitor.SubmitsAsync(address, address, "reset-password",
            ("newPassword", "a new one that is long"), ("passwordAgain", "a new one that is long"));

        Assert.Equal("/sign-in?reset=1", visitor.LeadsTo(answer));
        Assert.DoesNotContain("마이페이지", await thief.ReadsAsync("/products"));
    }

    [Theory]
    [InlineData("/sign-up", "sign-up")]
    [InlineData("/find-id", "find-id")]
    [InlineData("/reset-password", "reset-password")]
    public async Task Expired_verification_is_requested_again(string address, string formName)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.SubmitsAsync(address, $"{address}?identityVerificationId=long-ago", formName,
            ("loginId", "somebody_new"), ("password", Shopper.Password), ("passwordAgain", Shopper.Password),
            ("newPassword", Shopper.Password));
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("다시 인증해 주세요", page);
        Assert.Contains("다시 인증하기", page);
        Assert.Equal(formName == "sign-up", page.Contains("somebody_new", StringComparison.Ordinal));
    }

    private static async Task<(string Id, string TicketHash)> BeginAsync(
        PlainVisitor visitor, string address = "/sign-up")
    {
        var page = await visitor.ReadsAsync(address);
        return (
            Verification().Match(page).Groups[1].Value, Storefront.TicketHashIn(Request().Match(page).Groups[1].Value));
    }

    private static Task<HttpResponseMessage> SignUpAsync(
        PlainVisitor visitor, string verification, string loginId, string andThen = "")
    {
        var address = $"/sign-up?identityVerificationId={verification}{andThen}";
        return visitor.SubmitsAsync(address, address, "sign-up",
            ("loginId", loginId), ("password", Shopper.Password), ("passwordAgain", Shopper.Password));
    }

    [GeneratedRegex("""data-verification="([^"]+)""")]
    private static partial Regex Verification();

    [GeneratedRegex("""data-request="(.+?)" data-return""")]
    private static partial Regex Request();
}

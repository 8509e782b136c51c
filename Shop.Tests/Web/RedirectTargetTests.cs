// The return address comes from the request and is untrusted: the shop redirects only to its own pages.
using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed partial class RedirectTargetTests(RunningShop shop)
{
    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/상품")]
    public async Task Form_redirects_only_within_the_shop(string address)
    {
        using var visitor = new PlainVisitor(shop);

        using var language = await visitor.SubmitsAsync("/terms", "/language", null,
            ("lang", "en"), ("returnUrl", address));
        using var signOut = await visitor.SubmitsAsync("/terms", "/sign-out", null, ("returnUrl", address));

        Assert.Equal("/", language.Headers.Location?.OriginalString);
        Assert.Equal("/", signOut.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Redirect_to_sign_in_ignores_the_host_header()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.WebAddress, "/me?from=a&to=b"));
        request.Headers.Host = "evil.example";

        using var answer = await client.SendAsync(request);

        Assert.Equal("/sign-in?returnUrl=%2Fme%3Ffrom%3Da%26to%3Db", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Language_switch_on_a_missing_page_keeps_its_address()
    {
        const string Address = "/%EC%82%AC%EC%A7%84.png?from=%EC%86%90";
        using var visitor = new PlainVisitor(shop);

        using var notThere = await visitor.OpensAsync(Address);
        var page = await PlainVisitor.WordsOfAsync(notThere);
        using var answer = await visitor.SendsAsync("/language",
        [
            ("lang", "en"), ("returnUrl", ValueOf(page, "returnUrl")),
            ("__RequestVerificationToken", ValueOf(page, "__RequestVerificationToken")),
        ]);

        Assert.Equal(HttpStatusCode.NotFound, notThere.StatusCode);
        Assert.Equal(Address, answer.Headers.Location?.OriginalString);
    }

    private static string ValueOf(string page, string field) =>
        Field().Matches(page).First(match => match.Groups[1].Value == field).Groups[2].Value;

    [GeneratedRegex("""name="([^"]+)" value="([^"]+)""")]
    private static partial Regex Field();
}

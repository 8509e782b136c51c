// An address to go on to comes with the request, and anybody may have written it.
using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed partial class LeadingOnlyIntoTheShop(RunningShop shop)
{
    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/상품")]
    public async Task A_form_leads_to_no_address_that_is_not_the_shop_s(string address)
    {
        using var visitor = new PlainVisitor(shop);

        using var language = await visitor.SubmitsAsync("/terms", "/language", null,
            ("lang", "en"), ("returnUrl", address));
        using var signOut = await visitor.SubmitsAsync("/terms", "/sign-out", null, ("returnUrl", address));

        Assert.Equal("/", language.Headers.Location?.OriginalString);
        Assert.Equal("/", signOut.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_host_that_a_request_names_is_not_where_a_guest_is_led_to_sign_in()
    {
        using var door = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.WebAddress, "/me?from=a&to=b"));
        request.Headers.Host = "evil.example";

        using var answer = await door.SendAsync(request);

        Assert.Equal("/sign-in?returnUrl=%2Fme%3Ffrom%3Da%26to%3Db", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_told_in_the_other_language_under_its_own_address()
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

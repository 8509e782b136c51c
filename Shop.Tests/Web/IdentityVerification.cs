using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

/// <summary>An identity verification that a page has begun in the browser of a visitor.</summary>
internal sealed partial record IdentityVerification(string Page, string Id, string TicketHash)
{
    public static async Task<IdentityVerification> BeginAsync(PlainVisitor visitor, string page = "/sign-up")
    {
        var html = await visitor.ReadTextAsync(page);
        return new(
            page, Verification().Match(html).Groups[1].Value,
            Storefront.TicketHashIn(Request().Match(html).Groups[1].Value));
    }

    /// <summary>Submits the form that the page shows after the verification.</summary>
    public Task<PageReply> SubmitAsync(
        PlainVisitor visitor, string formName, string query = "", params (string Name, string Value)[] fields)
    {
        var address = $"{Page}?identityVerificationId={Id}{query}";
        return visitor.SubmitAsync(address, address, formName, fields);
    }

    [GeneratedRegex("""data-verification="([^"]+)""")]
    private static partial Regex Verification();

    [GeneratedRegex("""data-request="(.+?)" data-return""")]
    private static partial Regex Request();
}

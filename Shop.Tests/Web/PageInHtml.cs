using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

/// <summary>Reads the HTML source of a page.</summary>
internal sealed partial class PageInHtml(string html)
{
    public string Title => WebUtility.HtmlDecode(TitleElement().Match(html).Groups[1].Value);

    public string? Canonical => Of("link", "rel", "canonical", "href");

    /// <summary>Every address that the page links, shows or loads.</summary>
    public IEnumerable<string> Addresses =>
        Address().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct();

    /// <summary>The structured data of the page, in JSON-LD.</summary>
    public string Markup => JsonLd().Match(html).Groups[1].Value;

    public bool Has(string id) => html.Contains($"id=\"{id}\"", StringComparison.Ordinal);

    /// <summary>The value of a meta element, or null. Throws if the element occurs more than once.</summary>
    public string? Meta(string name) => Of("meta", "name", name, "content");

    /// <summary>The value of an Open Graph property, or null. Throws if it occurs more than once.</summary>
    public string? Property(string name) => Of("meta", "property", name, "content");

    private string? Of(string element, string attribute, string value, string wanted) =>
        Regex.Matches(html, $"<{element} {attribute}=\"{Regex.Escape(value)}\" {wanted}=\"([^\"]*)\"")
            .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).SingleOrDefault();

    [GeneratedRegex("<title>([^<]*)</title>")]
    private static partial Regex TitleElement();

    [GeneratedRegex("""\s(?:href|src|action)="([^"]+)""")]
    private static partial Regex Address();

    [GeneratedRegex("""<script type="application/ld\+json">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex JsonLd();
}

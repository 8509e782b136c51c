// The instrumentation packages record `url.query` and `url.full`. Their own redaction is not enough: Aspire switches it
// off (OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION), and where it is on it keeps a query without an
// equals sign. So no query is recorded at all, whatever the environment says.
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Shop.ServiceDefaults;

/// <summary>Removes values that must not leave the process from the spans of HTTP requests.</summary>
internal static partial class SpanRedaction
{
    private const string UrlQuery = "url.query";
    private const string UrlPath = "url.path";
    private const string UrlFull = "url.full";

    /// <summary>Called by the ASP.NET Core instrumentation when it has described a request.</summary>
    public static void RedactServerSpan(Activity span)
    {
        span.SetTag(UrlQuery, null);
        Replace(span, UrlPath);
    }

    /// <summary>Called when the runtime has described an outgoing request.</summary>
    public static void RedactClientSpan(Activity span, HttpRequestMessage request)
    {
        span.SetTag(UrlFull, request.RequestUri?.GetLeftPart(UriPartial.Path));
        Replace(span, UrlFull);
    }

    private static void Replace(Activity span, string tag)
    {
        if (span.GetTagItem(tag) is string address)
        {
            span.SetTag(tag, IdentityVerificationId().Replace(address, "*"));
        }
    }

    // The id of a person's identity verification is a segment of PortOne's addresses.
    [GeneratedRegex("(?<=/identity-verifications/)[^/?]+")]
    private static partial Regex IdentityVerificationId();
}

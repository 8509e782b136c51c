// Removes query strings and identity verification ids from spans. The redaction of the instrumentation packages is not
// enough: it keeps a query without an equals sign, and Aspire disables it by
// OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION.
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Shop.ServiceDefaults.Telemetry;

internal static partial class SpanRedaction
{
    private const string UrlQuery = "url.query";
    private const string UrlPath = "url.path";
    private const string UrlFull = "url.full";

    public static void RedactServerSpan(Activity span)
    {
        span.SetTag(UrlQuery, null);
        Replace(span, UrlPath);
    }

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

    // PortOne's URLs contain the id of a person's identity verification as a path segment.
    [GeneratedRegex("(?<=/identity-verifications/)[^/?]+")]
    private static partial Regex IdentityVerificationId();
}

// The security headers of every response. A page runs the shop's own scripts and PortOne's SDK, and nothing inline.
// Responses are not cached unless they say so, and https stays https.
using Microsoft.Extensions.Primitives;

namespace Shop.Web.PortOne;

/// <summary>Adds security headers.</summary>
public static class PageSecurity
{
    private const string HttpsForAYear = "max-age=31536000";

    public static WebApplication UsePageSecurity(this WebApplication app)
    {
        var policy = PolicyFor(app.Services.GetRequiredService<PortOneSettings>());
        app.Use((context, next) =>
        {
            // At the last moment: an error page starts again with an empty answer, and is a page like any other.
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
                if (StringValues.IsNullOrEmpty(headers.CacheControl))
                {
                    headers.CacheControl = "no-store";
                }

                if (context.Request.IsHttps)
                {
                    headers.StrictTransportSecurity = HttpsForAYear;
                }

                return Task.CompletedTask;
            });
            return next(context);
        });
        return app;
    }

    // The SDK hands over to a payment company or a bank by a form of the page (Inicis, KCP, NICE and others on a phone)
    // or by a frame, and each may lead on to further hosts, which no list can name in advance. So there is no
    // form-action, and a frame may have any https address. Both hold for every page, because enhanced navigation keeps
    // the first page's policy. Scripts stay restricted: they are what an injected page would need.
    private static string PolicyFor(PortOneSettings settings) => string.Join("; ",
        "default-src 'self'",
        $"script-src 'self' {settings.GetOrigins()}",
        "style-src 'self'",
        $"img-src 'self' data: {settings.GetOrigins()}",
        $"connect-src 'self' {settings.GetOrigins()}",
        $"frame-src https: {settings.GetSdkOrigin()}",
        "base-uri 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'");
}

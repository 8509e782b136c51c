// What a page of the shop may do in a browser: run our own scripts and PortOne's SDK, and nothing inline. And what may
// be done with it on the way: nothing is kept that does not say so of itself, and https stays https.
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Shop.Web.PortOne;

/// <summary>The security headers of every answer.</summary>
public static class PageSecurity
{
    private const string HttpsForAYear = "max-age=31536000";

    public static WebApplication UsePageSecurity(this WebApplication app)
    {
        var policy = PolicyFor(app.Services.GetRequiredService<IOptions<PortOneSettings>>().Value.GetOrigins());
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

    // PortOne's window is a frame, or a form of the page that leaves for the payment provider.
    private static string PolicyFor(string portOne) => string.Join("; ",
        "default-src 'self'",
        $"script-src 'self' {portOne}",
        "style-src 'self'",
        $"img-src 'self' data: {portOne}",
        $"connect-src 'self' {portOne}",
        $"frame-src {portOne}",
        $"form-action 'self' {portOne}",
        "base-uri 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'");
}

// The antiforgery token of forms, and the security headers of every response. A page runs the shop's own scripts and
// PortOne's SDK, and nothing inline. Responses are not cached unless they say so, and https stays https.
using System.Net.Mime;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Primitives;

namespace Shop.Web.Http;

public static class PageSecurity
{
    public const string AntiforgeryCookieName = "antiforgery";

    private const string NoScripts = "script-src 'none'";
    private const string HttpsForAYear = "max-age=31536000";

    public static void AddPageSecurity(this IHostApplicationBuilder builder) => builder.Services
        .AddScoped<AntiforgeryStateProvider, FormTokens>()
        .AddAntiforgery(options =>
        {
            options.Cookie.Name = AntiforgeryCookieName;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Lax; // Strict would omit the cookie on the return from PortOne.
        });

    public static WebApplication UsePageSecurity(this WebApplication app)
    {
        var policy = PolicyFor(app.Services.GetRequiredService<PortOneSettings>());
        app.Use((context, next) =>
        {
            // Set when the response starts, because an error page clears the headers that were set before.
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                if (context.Response.ContentType?.StartsWith(MediaTypeNames.Text.Html, StringComparison.Ordinal) == true)
                {
                    headers.ContentSecurityPolicy = policy;
                    headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
                    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
                }
                else
                {
                    // The page's headers are half of what an image of the front page takes.
                    headers.ContentSecurityPolicy = NoScripts;
                }

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

    // The SDK opens a payment company's or a bank's page by submitting a form (Inicis, KCP, NICE and others on a phone)
    // or in a frame. These pages lead to further hosts, which cannot be listed in advance. So there is no form-action,
    // and a frame may have any https address. Every page has the same policy, because enhanced navigation keeps the
    // policy of the first page. Scripts stay restricted, because an injection attack needs them.
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

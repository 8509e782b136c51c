// The antiforgery token of forms, and the security headers of every response. Pages run the application's own scripts
// only. MudBlazor sets style attributes and a style element, so styles may be inline; scripts may not.
using Microsoft.Extensions.Primitives;

namespace Shop.Admin.Http;

public static class PageSecurity
{
    private const string HttpsForAYear = "max-age=31536000";

    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'; "
        + "frame-ancestors 'none'";

    public static void AddPageSecurity(this IHostApplicationBuilder builder) =>
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "admin-antiforgery";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });

    public static void UsePageSecurity(this WebApplication app) => app.Use((context, next) =>
    {
        // Set when the response starts, because an error page clears the headers that were set before.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer"; // The address of a one-time link contains its token.
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
}

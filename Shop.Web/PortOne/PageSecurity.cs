// What a page of the shop may do in a browser: run our own scripts and PortOne's SDK, and nothing inline.
using Microsoft.Extensions.Options;

namespace Shop.Web.PortOne;

/// <summary>The security headers of every answer.</summary>
public static class PageSecurity
{
    public static WebApplication UsePageSecurity(this WebApplication app)
    {
        var policy = PolicyFor(app.Services.GetRequiredService<IOptions<PortOneSettings>>().Value.Origins);
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

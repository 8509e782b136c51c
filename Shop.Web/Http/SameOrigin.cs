namespace Shop.Web.Http;

/// <summary>
/// Protects forms of public pages, which are the same for every visitor and so cannot contain an antiforgery token.
/// Browsers say where a request comes from, and a script of another site cannot change that.
/// </summary>
public static class SameOrigin
{
    /// <summary>Accepts a form without an antiforgery token from the shop's own pages; other requests get 400.</summary>
    public static RouteHandlerBuilder RequireSameOrigin(this RouteHandlerBuilder form) => form
        .DisableAntiforgery()
        .AddEndpointFilter(async (context, next) =>
            IsSameOrigin(context.HttpContext.Request) ? await next(context) : Results.BadRequest());

    // Sec-Fetch-Site does not depend on the host name, which a proxy may change. Browsers send it over https; over http
    // they send only Origin with a form.
    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site == "same-origin"
            : Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
                && origin.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

namespace Shop.Web.Http;

/// <summary>Supports HEAD requests, which monitors and link previews send.</summary>
public static class HeadAsGet
{
    /// <summary>
    /// Executes a HEAD request as a GET; the server omits the body. Call it before UseRouting, because the pages'
    /// endpoints match GET and POST only.
    /// </summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    });
}

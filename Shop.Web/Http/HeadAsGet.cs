namespace Shop.Web.Http;

public static class HeadAsGet
{
    /// <summary>Executes HEAD requests as GET; the server omits the body.</summary>
    public static void UseHeadLikeGet(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseRouting(); // After the method has changed, because the pages' endpoints match GET and POST only.
    }
}

namespace Shop.Web;

/// <summary>Whoever asks for the head of a page only, as monitors and previews of links do.</summary>
public static class HeadRequests
{
    /// <summary>Makes the page as ever; the server itself keeps its body back.</summary>
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
        app.UseRouting(); // After it: no page says of itself that it answers HEAD.
    }
}

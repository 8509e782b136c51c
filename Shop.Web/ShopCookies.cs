namespace Shop.Web;

/// <summary>
/// The shop's own cookies, all set alike: no script reads them, no form of another site sends them, and what was set
/// over https stays there. They hold what a page needs to work, so nobody is asked before.
/// </summary>
public static class ShopCookies
{
    public static void SetCookie(
        this HttpContext context, string name, string value, TimeSpan lifetime, string path = "/") =>
        context.Response.Cookies.Append(name, value, new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax, // Strict would lose those who return from a payment.
            Secure = context.Request.IsHttps,
            MaxAge = lifetime,
            Path = path,
            IsEssential = true,
        });
}

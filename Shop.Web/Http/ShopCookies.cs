namespace Shop.Web.Http;

/// <summary>
/// Sets the shop's own cookies with the same options: HttpOnly, SameSite, and Secure over https. All of them are
/// strictly necessary for the pages to work, so they need no consent.
/// </summary>
public static class ShopCookies
{
    public static void SetCookie(
        this HttpContext context, string name, string value, TimeSpan lifetime, string path = "/") =>
        context.Response.Cookies.Append(name, value, new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax, // Strict would omit the cookie on the return from a payment.
            Secure = context.Request.IsHttps,
            MaxAge = lifetime,
            Path = path,
            IsEssential = true,
        });
}

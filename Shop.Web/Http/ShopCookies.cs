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

/// <summary>How long browsers keep the shop's cookies. The privacy policy states these periods.</summary>
public static class CookieLifetimes
{
    /// <summary>A session that the shopper asked to keep, since the last visit.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromDays(14);

    /// <summary>The lifetime of a device token in Account.</summary>
    public static readonly TimeSpan Device = TimeSpan.FromDays(365);

    public static readonly TimeSpan Language = TimeSpan.FromDays(365);
    public static readonly TimeSpan Address = TimeSpan.FromDays(180);
    public static readonly TimeSpan CheckoutDraft = TimeSpan.FromHours(1);

    /// <summary>A guest's cart, and the prices that the shopper last saw.</summary>
    public static readonly TimeSpan Cart = TimeSpan.FromDays(30);

    /// <summary>A notice that the next view of the cart shows.</summary>
    public static readonly TimeSpan CartNotice = TimeSpan.FromMinutes(10);

    /// <summary>Account accepts a verification for ten minutes. The rest is the time to complete it.</summary>
    public static readonly TimeSpan IdentityVerification = TimeSpan.FromMinutes(30);
}

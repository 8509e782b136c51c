using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Shop.Web.Sessions;

/// <summary>Registers authentication by a cookie that contains only the id of a session.</summary>
public static class SessionCookie
{
    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<SessionStore>();
        services.AddScoped<RefreshSession>();
        services.AddScoped<CurrentShopper>();
        services.AddScoped<SignIn>();
        services.AddScoped<SignOut>();
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax; // Strict would omit the cookie on the return from a payment.
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.ExpireTimeSpan = CookieLifetimes.Session;
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = KeepAliveAsync;
            options.Events.OnRedirectToLogin = RedirectToSignInAsync;

            // The sign-in page redirects. The handler would fail for a path with Hangul, see
            // findings/cookie-sign-in-redirects-before-the-page.sh.
            options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
        });
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SessionStore>((options, sessions) => options.SessionStore = sessions);
    }

    private static async Task RedirectToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var draft = context.HttpContext.RequestServices.GetRequiredService<CheckoutDraft>();
        await draft.SaveAsync(context.HttpContext, context.Request.Path);
        context.Response.Redirect(LocalUrl.SignInThen(LocalUrl.Shown(context.HttpContext)));
    }

    /// <summary>Refreshes the tokens before they expire, and signs out if Account has ended the session.</summary>
    private static async Task KeepAliveAsync(CookieValidatePrincipalContext context)
    {
        var shopper = context.HttpContext.RequestServices.GetRequiredService<CurrentShopper>();
        try
        {
            if (await shopper.GetAccessTokenAsync(context.HttpContext.RequestAborted) is null)
            {
                context.RejectPrincipal();
                shopper.Leave();
                await context.HttpContext.SignOutAsync();
            }
        }
        catch (ShopUnavailableException)
        {
            // An unavailable Account does not sign the shopper out. Calls that need a token fail as unavailable.
        }
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Admin.Sessions;

/// <summary>Registers authentication by a cookie that contains only the id of a session.</summary>
public static class SessionRegistration
{
    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddMemoryCache();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<AccessTokens>();
        services.AddScoped<SignInFlow>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, RevalidateSession>();
        services.AddAuthorization(options =>
        {
            foreach (var permission in Enum.GetValues<Permission>())
            {
                options.AddPolicy(permission.ToString(), policy => policy.RequireAssertion(
                    context => context.User.Has(permission)));
            }
        });
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "admin-session"; // On one host, cookies of all ports share their names.
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.LoginPath = SignInFlow.SignInPath;
            options.ReturnUrlParameter = SignInFlow.ReturnUrl;
            options.SlidingExpiration = false; // A session ends when Account's session does.
            options.Events.OnValidatePrincipal = RejectEndedSessionAsync;
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };

            // The sign-in pages redirect themselves.
            options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
        });
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SessionStore>((options, store) => options.SessionStore = store);
    }

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", async (
            [FromForm] string? returnUrl, HttpContext context, AccountClient account, AccessTokens tokens,
            CancellationToken ct) =>
        {
            if (context.User.FindFirstValue(Session.IdClaim) is { } id)
            {
                // If Account is unavailable, the sign-out still succeeds: deleting the row deletes the token.
                await account.SignOutAsync(id, ct);
                tokens.Forget(id);
            }

            await context.SignOutAsync();
            return Results.LocalRedirect(LocalUrl.WithReturn(SignInFlow.SignInPath, returnUrl));
        });
    }

    /// <summary>True if the signed-in operator has a permission.</summary>
    public static bool Has(this ClaimsPrincipal user, Permission permission) =>
        user.FindFirstValue(ClaimTypes.Role) is { } role && EnumNames.Parse<OperatorRole>(role).Has(permission);

    private static async Task RejectEndedSessionAsync(CookieValidatePrincipalContext context)
    {
        var tokens = context.HttpContext.RequestServices.GetRequiredService<AccessTokens>();
        try
        {
            if (await tokens.FindAsync(
                context.Principal!.FindFirstValue(Session.IdClaim)!, context.HttpContext.RequestAborted) is null)
            {
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync();
            }
        }
        catch (ShopUnavailableException)
        {
            // An unavailable Account does not sign the operator out. Calls that need a token fail as unavailable.
        }
    }
}

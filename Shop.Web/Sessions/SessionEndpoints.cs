using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Web.Sessions;

public static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", async (
            [FromForm] string? returnUrl, [FromForm] string? everywhere, HttpContext context, SignOut signOut) =>
        {
            await signOut.RunAsync(context, everywhere is not null);
            return Results.LocalRedirect(LocalAddress.Of(returnUrl));
        });
        routes.MapGet("/sign-out", () => Results.LocalRedirect("/me"));
    }
}

/// <summary>Ends the session in Web and in Account, or all sessions of the shopper.</summary>
public sealed class SignOut(CurrentShopper shopper, SessionStore sessions, AccountClient account)
{
    public async Task RunAsync(HttpContext context, bool everywhere = false)
    {
        // If Account is unavailable, the sign-out still succeeds: deleting the session's row deletes its tokens.
        if (shopper.SessionId is { } id && await sessions.TokensOfAsync(id) is { } tokens)
        {
            await account.SignOutAsync(tokens.RefreshToken, everywhere, CancellationToken.None);
        }

        if (everywhere && context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } accountId)
        {
            await sessions.RemoveAllAsync(Guid.Parse(accountId));
        }

        shopper.Leave();
        await context.SignOutAsync();
    }
}

/// <summary>Signs out a session that a service has rejected, and redirects to the sign-in page.</summary>
public sealed class SignInNeededHandler(CheckoutDraft draft) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (exception is not SignInNeededException)
        {
            return false;
        }

        var back = LocalAddress.ToTryAgain(context);
        await draft.SaveAsync(context, context.Features.Get<IExceptionHandlerPathFeature>()!.Path);
        await context.SignOutAsync();
        context.Response.Redirect(LocalAddress.SignInThen(back));
        return true;
    }
}

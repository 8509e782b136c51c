using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Shop.Web.Sessions;

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

using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Shop.Admin.Sessions;

/// <summary>
/// Asks Account every minute whether the session of an open page has ended, because a page can stay open for hours
/// without a request. The page then leads to the sign-in.
/// </summary>
public sealed class RevalidateSession(ILoggerFactory logging, AccessTokens tokens)
    : RevalidatingServerAuthenticationStateProvider(logging)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return authenticationState.User.FindFirstValue(Session.IdClaim) is { } id
                && await tokens.RenewAsync(id, cancellationToken) is not null;
        }
        catch (ShopUnavailableException)
        {
            return true; // Nothing is known about the session.
        }
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Shop.Web.Sessions;

/// <summary>Signs a shopper in at Account, creates the session, and merges the guest's cart.</summary>
public sealed class SignIn(
    AccountClient account, CurrentShopper shopper, ChangeCart changeCart, IServiceScopeFactory scopes)
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>Returns the error, or null if the shopper is signed in.</summary>
    public async Task<ApiError?> RunAsync(
        HttpContext context, string loginId, string password, bool isRemembered, CancellationToken ct)
    {
        var result = await account.SignInAsync(
            new SignInRequest(loginId, password, context.FindDeviceToken(loginId)), ct);
        if (result.Value is not { } reply)
        {
            return result.Error;
        }

        // Ends an existing session, including one whose cookie was planted (session fixation).
        await context.SignOutAsync();
        context.SaveDeviceToken(loginId, reply.DeviceToken);

        var sessionId = Session.NewId();
        var tokens = new SessionTokens(reply.AccessToken, reply.ExpiresAt, reply.RefreshToken);
        Claim[] claims =
        [
            new(ClaimTypes.NameIdentifier, new JsonWebToken(tokens.AccessToken).Subject), // Directly from Account.
            new(ClaimTypes.Name, loginId),
            new(Session.IdClaim, sessionId),
        ];
        var properties = new AuthenticationProperties { IsPersistent = isRemembered };
        properties.SetParameter(SessionStore.TokensParameter, tokens);

        // A separate scope, because the request's cookie handler remembers the session of the request and would store
        // the new one under the old id.
        await using (var scope = scopes.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IAuthenticationService>()
                .SignInAsync(context, Scheme, new(new ClaimsIdentity(claims, Scheme)), properties);
        }

        shopper.Enter(sessionId, tokens);
        await changeCart.MergeGuestCartAsync(context, ct);
        return null;
    }
}

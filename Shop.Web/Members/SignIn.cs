using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;
using Shop.Account;
using Shop.Web.Carts;

namespace Shop.Web.Members;

/// <summary>Opens a session: asks Account, keeps the tokens here, and brings the guest's cart along.</summary>
public sealed class SignIn(
    AccountClient account, CurrentMember member, MergeGuestCart mergeGuestCart, IServiceScopeFactory scopes)
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>Why the shopper is not signed in, or null when they are.</summary>
    public async Task<Refusal?> RunAsync(
        HttpContext context, string loginId, string password, bool isRemembered, CancellationToken ct)
    {
        var answer = await account.SignInAsync(
            new SignInRequest(loginId, password, context.FindDeviceToken(loginId)), ct);
        if (answer.Value is not { } reply)
        {
            return answer.Refusal;
        }

        // A session is never carried over: whoever was signed in before, or planted a cookie, is signed out of it.
        await context.SignOutAsync();
        context.KeepDeviceToken(loginId, reply.DeviceToken);

        var sessionId = Session.NewId();
        var tokens = new SessionTokens(reply.AccessToken, reply.ExpiresAt, reply.RefreshToken);
        var properties = new AuthenticationProperties { IsPersistent = isRemembered };
        properties.SetParameter(MemberSessions.TokensParameter, tokens);

        // A scope of its own: the request's cookie handler remembers the session that it came with, and would write the
        // new one under the old id.
        await using (var scope = scopes.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IAuthenticationService>()
                .SignInAsync(context, Scheme, Principal(loginId, sessionId, tokens), properties);
        }

        member.Enter(sessionId, tokens);
        await mergeGuestCart.RunAsync(context, ct);
        return null;
    }

    private static ClaimsPrincipal Principal(string loginId, string sessionId, SessionTokens tokens)
    {
        Claim[] claims =
        [
            new(ClaimTypes.NameIdentifier, SubjectOf(tokens.AccessToken)),
            new(ClaimTypes.Name, loginId),
            new(Session.IdClaim, sessionId),
        ];
        return new(new ClaimsIdentity(claims, Scheme));
    }

    // The token comes from Account itself, so it is read here and not verified.
    private static string SubjectOf(string accessToken)
    {
        using var payload = JsonDocument.Parse(WebEncoders.Base64UrlDecode(accessToken.Split('.')[1]));
        return payload.RootElement.GetProperty("sub").GetString()!;
    }
}

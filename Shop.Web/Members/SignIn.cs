using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;
using Shop.Account;
using Shop.Web.Carts;

namespace Shop.Web.Members;

/// <summary>Opens a session: asks Account, keeps the tokens here, and brings the guest's cart along.</summary>
public sealed class SignIn(AccountClient account, CurrentMember member, MergeGuestCart mergeGuestCart)
{
    /// <summary>Why the shopper is not signed in, or null when they are.</summary>
    public async Task<Refusal?> RunAsync(
        HttpContext context, string loginId, string password, bool isRemembered, CancellationToken ct)
    {
        var answer = await account.SignInAsync(new SignInRequest(loginId, password), ct);
        if (answer.Value is not { } reply)
        {
            return answer.Refusal;
        }

        // A session is never carried over: whoever was signed in before, or planted a cookie, is signed out of it.
        await context.SignOutAsync();

        var (sessionId, tokens) = (Session.NewId(), new SessionTokens(reply.AccessToken, reply.ExpiresAt, reply.RefreshToken));
        var properties = new AuthenticationProperties { IsPersistent = isRemembered };
        properties.SetParameter(MemberSessions.TokensParameter, tokens);
        await context.SignInAsync(Principal(loginId, sessionId, tokens), properties);

        member.Enter(sessionId, tokens);
        await mergeGuestCart.RunAsync(context, ct);
        return null;
    }

    private static ClaimsPrincipal Principal(string loginId, string sessionId, SessionTokens tokens) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, SubjectOf(tokens.AccessToken)),
            new(ClaimTypes.Name, loginId),
            new(Session.IdClaim, sessionId),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    // The token comes from Account itself, so it is read here and not verified.
    private static string SubjectOf(string accessToken)
    {
        using var payload = JsonDocument.Parse(WebEncoders.Base64UrlDecode(accessToken.Split('.')[1]));
        return payload.RootElement.GetProperty("sub").GetString()!;
    }
}

// The sign-in over several pages. Between them the browser keeps Account's challenge in a cookie that only the sign-in
// pages receive; it opens no session without the second factor.
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Shop.Admin.Sessions;

public sealed class SignInFlow(IServiceScopeFactory scopes)
{
    public const string SignInPath = "/sign-in";
    public const string ReturnUrl = "returnUrl";

    private const string SecondFactorPath = $"{SignInPath}/second-factor";
    private const string SetUpPath = $"{SignInPath}/set-up";
    private const string Cookie = "admin-challenge";
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    private const int MaxDevice = Limits.Device;

    /// <summary>Saves a challenge; returns the address of the page for the next step.</summary>
    public string Continue(HttpContext context, SignInChallengeReply challenge, string? returnUrl)
    {
        context.Response.Cookies.Append(Cookie, challenge.Challenge, Options(context, challenge.ExpiresAt));
        var next = challenge.Step switch
        {
            SignInStep.SecondFactor => SecondFactorPath,
            SignInStep.SetUpAuthenticator => SetUpPath,
            _ => throw new ArgumentOutOfRangeException(nameof(challenge), challenge.Step, null),
        };
        return LocalUrl.WithReturn(next, returnUrl);
    }

    /// <summary>The challenge of the previous step; empty if there is none.</summary>
    public string ChallengeOf(HttpContext context) => context.Request.Cookies[Cookie] ?? "";

    /// <summary>The browser, as the session list shows it.</summary>
    public string DeviceOf(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return agent.Length <= MaxDevice ? agent : agent[..MaxDevice];
    }

    /// <summary>Opens the session in this browser.</summary>
    public async Task SignInAsync(HttpContext context, OperatorSessionReply session)
    {
        context.Response.Cookies.Delete(Cookie, Options(context, expires: null));

        // Ends an existing session, including one whose cookie was planted (session fixation).
        await context.SignOutAsync();
        Claim[] claims =
        [
            new(ClaimTypes.NameIdentifier, session.OperatorId.ToString()),
            new(ClaimTypes.Name, session.LoginId),
            new(ClaimTypes.Role, session.Role.ToUpperSnake()),
            new(Session.IdClaim, Session.NewId()),
        ];
        var properties = new AuthenticationProperties { ExpiresUtc = session.ExpiresAt };
        properties.SetParameter(SessionStore.TokenParameter, session.SessionToken);

        // A separate scope, because the request's cookie handler remembers the session of the request and would store
        // the new one under the old id.
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IAuthenticationService>()
            .SignInAsync(context, Scheme, new(new ClaimsIdentity(claims, Scheme)), properties);
    }

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = SignInPath,
        Expires = expires,
        IsEssential = true,
    };
}

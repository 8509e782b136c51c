// The steps of an operator's sign-in: the password, then the second factor, or its set-up. Each step returns a
// challenge for the next one, and the last returns a session. A one-time link replaces the password of the first step.
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Shop.Contracts;

[JsonConverter(typeof(EnumNameJsonConverter))]
public enum SignInStep
{
    /// <summary>Send a code of the authenticator app, or a recovery code.</summary>
    SecondFactor,

    /// <summary>The operator has no second factor yet and must set one up.</summary>
    SetUpAuthenticator,
}

public sealed record OperatorSignInRequest(string LoginId, string Password);

/// <summary>The password, or the link, was right. The challenge is valid until <paramref name="ExpiresAt"/>.</summary>
public sealed record SignInChallengeReply(SignInStep Step, string Challenge, DateTimeOffset ExpiresAt);

/// <param name="Challenge">The challenge of the previous step.</param>
/// <param name="Code">Six digits of the authenticator app, or a recovery code.</param>
/// <param name="Device">What the session list shows, such as the browser's User-Agent.</param>
public sealed record SecondFactorRequest(string Challenge, string Code, [MaxLength(Limits.Device)] string Device);

public sealed record SetUpAuthenticatorRequest(string Challenge);

/// <param name="Secret">The key in Base32, to be typed into an authenticator app.</param>
/// <param name="Uri">The same as an <c>otpauth</c> address, to be shown as a QR code.</param>
public sealed record AuthenticatorReply(string Secret, string Uri);

/// <summary>A session of an operator. The session token is exchanged for access tokens.</summary>
/// <param name="RecoveryCodes">New codes, shown once; empty unless the second factor has just been set up.</param>
public sealed record OperatorSessionReply(
    Guid OperatorId, string LoginId, OperatorRole Role, string SessionToken, DateTimeOffset ExpiresAt,
    IReadOnlyList<string> RecoveryCodes);

public sealed record OperatorTokenRequest(string SessionToken);

/// <summary>A bearer token for the admin endpoints of Account and Commerce.</summary>
public sealed record OperatorTokenReply(string AccessToken, DateTimeOffset ExpiresAt);

/// <summary>The token of a one-time link.</summary>
public sealed record ReadLinkRequest(string Token);

public sealed record LinkReply(string LoginId, OperatorRole Role, DateTimeOffset ExpiresAt);

public sealed record AcceptLinkRequest(string Token, string NewPassword, string? PasswordAgain = null);

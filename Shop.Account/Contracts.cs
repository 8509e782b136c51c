// The HTTP contract of Account. JSON is camelCase; times are RFC 3339 in UTC. Errors are application/problem+json with
// a stable `code`: one of ProblemCodes, or of SharedProblemCodes (Shop.ServiceDefaults), which all services use.
// Callers link this file.
using System.Security.Cryptography;
using System.Text;

namespace Shop.Account;

/// <summary>
/// Creates an account. <paramref name="Ticket"/> proves that the sender began the verification. A form also sends the
/// repeated password as <paramref name="PasswordAgain"/>, so that one response names every wrong field.
/// </summary>
public sealed record SignUpRequest(
    string LoginId, string Password, string IdentityVerificationId, string? Ticket = null,
    string? PasswordAgain = null);

/// <summary>The created account.</summary>
public sealed record SignUpReply(Guid AccountId);

/// <summary>
/// Opens a session. <paramref name="DeviceToken"/> is the token that the last sign-in with this login id returned to
/// the same browser, if there is one; a token that is not valid for this login id is ignored.
/// </summary>
public sealed record SignInRequest(string LoginId, string Password, string? DeviceToken = null);

/// <summary>
/// A session and a device token. While the browser sends the token with its sign-ins, wrong passwords of others do not
/// lock this browser out. The token alone opens no session. Keep it where only the calling server can read it.
/// </summary>
public sealed record SignInReply(string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken, string DeviceToken);

/// <summary>
/// A session: a bearer token until <paramref name="ExpiresAt"/>, and a refresh token that renews it once.
/// </summary>
public sealed record TokenReply(string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken);

/// <summary>Exchanges a refresh token for its successor.</summary>
public sealed record RefreshRequest(string RefreshToken);

/// <summary>
/// Ends the session that the refresh token belongs to or, <paramref name="Everywhere"/>, all sessions of its member.
/// </summary>
public sealed record SignOutRequest(string RefreshToken, bool Everywhere = false);

/// <summary>The signed-in shopper's own data.</summary>
/// <param name="Email">Null if the shopper has given none.</param>
public sealed record MeReply(
    Guid AccountId, string LoginId, string Name, DateOnly BirthDate, bool Adult, string? Email = null);

/// <summary>Changes the e-mail address; null or empty removes it.</summary>
public sealed record ChangeEmailRequest(string? Email);

/// <summary>Asks for the login id of the verified person.</summary>
public sealed record FindLoginIdRequest(string IdentityVerificationId, string? Ticket = null);

/// <summary>The login id of the verified person.</summary>
public sealed record FindLoginIdReply(string LoginId);

/// <summary>
/// Sets a new password for the verified person and ends all sessions; <paramref name="PasswordAgain"/> as in
/// <see cref="SignUpRequest"/>.
/// </summary>
public sealed record ResetPasswordRequest(
    string IdentityVerificationId, string NewPassword, string? Ticket = null, string? PasswordAgain = null);

/// <summary>
/// The account whose password was set. A caller that keeps its own sessions for the account ends them.
/// </summary>
public sealed record ResetPasswordReply(Guid AccountId);

/// <summary>
/// Withdraws the account: 204 if the person is erased, 409 OPEN_ORDERS if an open order or refund prevents it.
/// </summary>
public sealed record WithdrawRequest(string Password);

/// <summary>
/// Binds an identity verification to the browser session that began it: the caller keeps a random ticket on its server,
/// puts its hash into the verification's <c>customData</c>, and sends the ticket with sign-up, find-login-id and
/// reset-password.
/// </summary>
public static class IdentityTicket
{
    /// <summary>SHA-256 of the ticket's UTF-8 bytes, in lower-case hex.</summary>
    public static string HashOf(string ticket) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}

/// <summary>The claims of an access token: ES256, <c>sub</c> is the account's id, <c>sid</c> the session's.</summary>
public static class AccessToken
{
    /// <summary>
    /// Account's internal address. Its OIDC metadata, which names the keys, is at
    /// <c>/.well-known/openid-configuration</c> under it.
    /// </summary>
    public const string Issuer = "http://account";
    public const string Audience = "shop";
}

/// <summary>The stable problem codes that only Account uses.</summary>
public static class ProblemCodes
{
    public const string LoginIdTaken = "LOGIN_ID_TAKEN";
    public const string PersonAlreadyRegistered = "PERSON_ALREADY_REGISTERED";
    public const string IdentityNotVerified = "IDENTITY_NOT_VERIFIED";
    public const string IdentityVerificationUsed = "IDENTITY_VERIFICATION_USED";
    public const string WeakPassword = "WEAK_PASSWORD";
    public const string InvalidCredentials = "INVALID_CREDENTIALS";
    public const string TooManyAttempts = "TOO_MANY_ATTEMPTS";
    public const string OpenOrders = "OPEN_ORDERS";
    public const string ProviderUnavailable = "PROVIDER_UNAVAILABLE";
}

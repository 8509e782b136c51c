namespace Shop.Contracts;

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

/// <summary>A bearer token until <paramref name="ExpiresAt"/>, and a refresh token that renews it once.</summary>
public sealed record TokenReply(string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken);

public sealed record RefreshRequest(string RefreshToken);

/// <summary>Ends the token's session or, <paramref name="Everywhere"/>, all sessions of its member.</summary>
public sealed record SignOutRequest(string RefreshToken, bool Everywhere = false);

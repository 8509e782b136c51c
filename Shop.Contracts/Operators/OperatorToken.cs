namespace Shop.Contracts;

/// <summary>
/// The claims of an operator's access token. Account signs it with the keys of shoppers' tokens, so only the audience
/// separates the two: each kind of endpoint accepts its own audience. <c>sub</c> is the operator's id, <c>sid</c> the
/// session's.
/// </summary>
public static class OperatorToken
{
    public const string Audience = "shop-admin";
    public const string RoleClaim = "role";
    public const string LoginIdClaim = "login_id";

    /// <summary>
    /// How long a token may be valid at most. Commerce accepts a token until it expires, so this is how long a disabled
    /// operator or an ended session can still act there. Account checks the session with each request.
    /// </summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(5);
}

namespace Shop.Contracts;

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

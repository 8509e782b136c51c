namespace Shop.Account.Credentials;

public sealed class PasswordSettings
{
    /// <summary>From OWASP's Password Storage Cheat Sheet, for PBKDF2 with HMAC-SHA512.</summary>
    internal const int Recommended = 220_000;

    /// <summary>Iterations of PBKDF2. A hash with fewer is replaced when the shopper signs in.</summary>
    public int Iterations { get; init; } = Recommended;
}

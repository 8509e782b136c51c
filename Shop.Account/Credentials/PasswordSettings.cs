namespace Shop.Account.Credentials;

/// <summary>
/// The strength of password hashes. A weaker hash is replaced when the shopper signs in. The recommendations are those
/// of OWASP's Password Storage Cheat Sheet for Argon2id with one lane.
/// </summary>
public sealed class PasswordSettings
{
    internal const int RecommendedMemoryKiB = 19_456;
    internal const int RecommendedPasses = 2;

    public int MemoryKiB { get; init; } = RecommendedMemoryKiB;

    public int Passes { get; init; } = RecommendedPasses;
}

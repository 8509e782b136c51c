namespace Shop.Account.Identities;

/// <summary>Rules for identity verifications and for hashing CIs (<c>Identity:*</c>).</summary>
public sealed class IdentitySettings
{
    /// <summary>
    /// The peppers of <c>hashed_ci</c>, each at least 32 bytes in base64, separated by white space, oldest first. To
    /// rotate, append a new pepper and keep the old ones.
    /// </summary>
    public string CiPeppers { get; init; } = "";

    /// <summary>How long an identity verification is accepted after its completion.</summary>
    public TimeSpan VerificationLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The peppers, oldest first. Invalid base64 becomes an empty pepper, which validation refuses.</summary>
    internal List<byte[]> Peppers() =>
        [.. CiPeppers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Base64.DecodeOrEmpty)];
}

namespace Shop.Account.SigningKeys;

/// <summary>When signing keys change (<c>SigningKeys:*</c>).</summary>
public sealed class SigningKeySettings
{
    /// <summary>How long a new key is published before it signs, so that whoever caches keys has it in time.</summary>
    public TimeSpan PublishedBefore { get; init; } = TimeSpan.FromDays(1);

    public TimeSpan SignsFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often a replica looks for the others' keys, and whether rotation is due.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(1);
}

namespace Shop.Account.SigningKeys;

/// <summary>The rotation of signing keys (<c>SigningKeys:*</c>).</summary>
public sealed class SigningKeySettings
{
    /// <summary>How long a new key is published before it signs, so that every cache contains it by then.</summary>
    public TimeSpan PublishedBefore { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a key signs before the next one replaces it.</summary>
    public TimeSpan SignsFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often a replica reads the keys of other replicas and checks whether rotation is due.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);
}

// PortOne's response about an identity verification, as far as Account reads it. Unknown fields are ignored, and every
// field but the status may be missing. It contains personal data and must never be logged, so these are classes, whose
// ToString prints no values.
using System.Text.Json.Serialization;

namespace Shop.Account.PortOne;

public sealed class IdentityVerification
{
    [JsonRequired]
    public string Status { get; init; } = "";
    public string? Id { get; init; }
    public SelectedChannel? Channel { get; init; }
    public string? CustomData { get; init; }
    public DateTimeOffset? VerifiedAt { get; init; }
    public VerifiedCustomer? VerifiedCustomer { get; init; }
}

/// <summary>The channel that the shopper was verified through; <c>LIVE</c> or <c>TEST</c>.</summary>
public sealed class SelectedChannel
{
    public string? Type { get; init; }
}

public sealed class VerifiedCustomer
{
    public string? Name { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Ci { get; init; }
}

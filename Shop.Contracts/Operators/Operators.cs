using System.Text.Json.Serialization;

namespace Shop.Contracts;

[JsonConverter(typeof(EnumNameJsonConverter))]
public enum OperatorStatus
{
    /// <summary>Has a one-time link and has not set a password yet.</summary>
    Invited,
    Active,
    Disabled,
}

public sealed record OperatorItem(
    Guid Id, string LoginId, OperatorRole Role, OperatorStatus Status, bool HasSecondFactor, DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt, int Sessions);

public sealed record InviteOperatorRequest(string LoginId, OperatorRole Role);

/// <summary>A one-time link for setting a password. The token is returned once; only its hash is stored.</summary>
public sealed record OperatorLinkReply(Guid OperatorId, string LoginId, string Token, DateTimeOffset ExpiresAt);

/// <summary>The signed-in operator.</summary>
public sealed record OperatorReply(
    Guid Id, string LoginId, OperatorRole Role, IReadOnlyList<Permission> Permissions, int RecoveryCodesLeft,
    IReadOnlyList<OperatorSessionItem> Sessions);

public sealed record OperatorSessionItem(
    Guid Id, string Device, DateTimeOffset StartedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt,
    bool IsCurrent);

public sealed record ChangeOperatorPasswordRequest(string Password, string NewPassword, string? PasswordAgain = null);

public sealed record RenewRecoveryCodesRequest(string Password);

/// <summary>New recovery codes, shown once. The previous codes are no longer valid.</summary>
public sealed record RecoveryCodesReply(IReadOnlyList<string> RecoveryCodes);

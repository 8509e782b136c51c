using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>The acts of operators that the audit log records.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum AuditAct
{
    SignedIn,
    LockedOut,
    PasswordSet,
    PasswordChanged,
    SecondFactorSetUp,
    SecondFactorReset,
    RecoveryCodesRenewed,
    SessionEnded,
    OwnerCreated,
    OperatorInvited,
    LinkIssued,
    OperatorDisabled,
    OperatorEnabled,
    OrderShipped,
    OrderDelivered,
    OrderCancelled,
    OrderRefunded,
    PaymentRechecked,
    NoteAdded,
}

/// <summary>
/// An act of an operator. <paramref name="Before"/> and <paramref name="After"/> are JSON objects with what the act
/// changed. They contain no secret and no personal data of shoppers.
/// </summary>
/// <param name="Operator">The login id at that time, or <c>(console)</c> for a command of the service.</param>
/// <param name="Subject">What the act changed: an operator's login id, an order number, a product id.</param>
public sealed record AuditItem(
    long Id, DateTimeOffset At, Guid? OperatorId, string Operator, AuditAct Act, string Subject, JsonElement? Before,
    JsonElement? After);

/// <summary>Entries, newest first. <paramref name="OlderThan"/> continues the list; null at its end.</summary>
public sealed record AuditReply(IReadOnlyList<AuditItem> Entries, long? OlderThan);

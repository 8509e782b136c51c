// What operators may do. An endpoint requires a permission with RequirePermission; Admin hides what an operator may
// not do.
using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>The role of an operator: an owner may do everything, staff does the daily work.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum OperatorRole
{
    Owner,
    Staff,
}

/// <summary>An act, or a kind of act, that not every operator may do.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum Permission
{
    /// <summary>Invite, disable and enable operators, reset their second factor, end their sessions.</summary>
    CanManageOperators,

    /// <summary>Read the acts of all operators. Without it, an operator reads only their own acts.</summary>
    CanReadWholeAuditLog,

    /// <summary>Refund captured money, and cancel a paid order.</summary>
    CanRefund,

    CanChangePrices,

    /// <summary>
    /// See a shopper's full phone number, and name and address other than to pack the order or to find its parcel.
    /// </summary>
    CanSeePersonalData,
}

public static class Permissions
{
    // Staff packs, ships and answers; it has none of the permissions above.
    private static readonly Permission[] StaffPermissions = [];

    public static IReadOnlyList<Permission> Of(OperatorRole role) => role switch
    {
        OperatorRole.Owner => Enum.GetValues<Permission>(),
        OperatorRole.Staff => StaffPermissions,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    public static bool Has(this OperatorRole role, Permission permission) => Of(role).Contains(permission);
}

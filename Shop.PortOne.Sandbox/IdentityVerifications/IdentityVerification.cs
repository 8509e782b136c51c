// An identity verification as the provider stores it. It can be attempted any number of times and succeeds once.
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>A verification under the merchant's id, with its current or last attempt.</summary>
public sealed record IdentityVerification(
    string Id,
    string TransactionId,
    string StoreId,
    IdentityVerificationStatus Status,
    ChannelType ChannelType,
    string ChannelKey,
    DateTimeOffset RequestedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset StatusChangedAt,
    RequestedCustomer RequestedCustomer,
    string? CustomData = null,
    VerifiedCustomer? VerifiedCustomer = null,
    DateTimeOffset? VerifiedAt = null,
    Failure? Failure = null,
    SentRequest? Sent = null,
    string Provider = "DANAL")
{
    public bool IsVerified => Status == IdentityVerificationStatus.Verified;

    public IdentityVerification VerifiedAs(VerifiedCustomer customer, DateTimeOffset now) => this with
    {
        Status = IdentityVerificationStatus.Verified,
        VerifiedCustomer = customer,
        VerifiedAt = now,
        UpdatedAt = now,
        StatusChangedAt = now,
        Failure = null,
    };

    public IdentityVerification Failed(Failure failure, DateTimeOffset now) => this with
    {
        Status = IdentityVerificationStatus.Failed,
        Failure = failure,
        UpdatedAt = now,
        StatusChangedAt = now,
    };
}

/// <summary>The provider's statuses of a verification.</summary>
public enum IdentityVerificationStatus
{
    Ready,
    Verified,
    Failed,
}

/// <summary>The person whom the merchant expects.</summary>
public sealed record RequestedCustomer(
    string? Id = null,
    string? Name = null,
    string? PhoneNumber = null,
    string? BirthYear = null,
    string? BirthMonth = null,
    string? BirthDay = null);

/// <summary>The verified person.</summary>
public sealed record VerifiedCustomer(
    string Name,
    string? BirthDate = null,
    string? Gender = null,
    string? PhoneNumber = null,
    string? Operator = null,
    bool? IsForeigner = null,
    string? Ci = null,
    string? Di = null,
    string? Id = null);

/// <summary>A verification that the merchant's server requests without a window.</summary>
public sealed record SentRequest(
    string Name, string PhoneNumber, string? IdentityNumber, VerificationMethod Method, string? Operator);

/// <summary>How the shopper confirms a verification without a window.</summary>
public enum VerificationMethod
{
    Sms,
    App,
}

using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>A verification as the API returns it. Fields that its status does not have are absent.</summary>
public static class IdentityVerificationView
{
    public static object Of(IdentityVerification verification) => new
    {
        verification.Status,
        verification.Id,
        Channel = new
        {
            Type = verification.ChannelType,
            Id = verification.ChannelKey.Replace("channel-key-", "channel-id-", StringComparison.Ordinal),
            Key = verification.ChannelKey,
            Name = "Sandbox",
            PgProvider = verification.Provider,
            PaymentParts.PgMerchantId,
        },
        RequestedCustomer = verification.IsVerified ? null : verification.RequestedCustomer,
        verification.VerifiedCustomer,
        verification.CustomData,
        verification.RequestedAt,
        verification.UpdatedAt,
        verification.StatusChangedAt,
        verification.VerifiedAt,
        Failure = verification.Status == IdentityVerificationStatus.Failed
            ? verification.Failure ?? new Failure()
            : null,
        PgTxId = $"pg-{verification.TransactionId}",
        PgRawResponse = verification.IsVerified ? """{"gateway":"sandbox"}""" : null,
        PaymentParts.Version,
    };
}

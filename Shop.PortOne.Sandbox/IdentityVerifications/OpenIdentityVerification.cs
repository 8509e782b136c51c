// The verification window opens, or opens again after a failure.
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>What the verification is opened with.</summary>
public sealed record VerificationOrder(
    string StoreId, SandboxChannel Channel, ChannelType ChannelType, RequestedCustomer Customer, string? CustomData);

/// <summary>Starts an attempt at a verification.</summary>
public sealed class OpenIdentityVerification(TimeProvider clock)
{
    /// <summary>The open verification; null when this id is verified already.</summary>
    public IdentityVerification? Run(Books books, string id, VerificationOrder order)
    {
        if (books.IdentityVerifications.Find(id) is { IsVerified: true })
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var verification = new IdentityVerification(
            id,
            ProviderIds.New(now),
            order.StoreId,
            IdentityVerificationStatus.Ready,
            order.ChannelType,
            order.Channel.Key,
            RequestedAt: now,
            UpdatedAt: now,
            StatusChangedAt: now,
            order.Customer,
            order.CustomData,
            Provider: order.Channel.Provider);
        books.IdentityVerifications.Put(verification);
        return verification;
    }
}

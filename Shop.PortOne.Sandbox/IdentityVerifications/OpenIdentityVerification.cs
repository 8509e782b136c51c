// Opens an identity verification, or reopens it after a failed attempt.
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>The parameters of a verification.</summary>
public sealed record VerificationOrder(
    string StoreId, SandboxChannel Channel, ChannelType ChannelType, RequestedCustomer Customer, string? CustomData);

/// <summary>Starts an attempt of a verification.</summary>
public sealed class OpenIdentityVerification(TimeProvider clock)
{
    /// <summary>Returns the open verification; null if the id is already verified.</summary>
    public IdentityVerification? Run(SandboxState state, string id, VerificationOrder order)
    {
        if (state.IdentityVerifications.Find(id) is { IsVerified: true })
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
        state.IdentityVerifications.Put(verification);
        return verification;
    }
}

// Opens the identity verification window for the shop's page.
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.IdentityVerifications;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>Opens a verification window.</summary>
public sealed class OpenIdentityWindow(
    OpenIdentityVerification open, SandboxChannels channels, IOptions<SandboxSettings> settings)
{
    public Reply Run(SandboxState state, OpenIdentityWindowRequest asked, HttpContext http)
    {
        var request = asked.Request;
        if (request.StoreId != settings.Value.StoreId)
        {
            return WindowEndpoints.Refuse("StoreNotFound", "There is no such store.");
        }

        if (request.ChannelKey != channels.Identity.Key)
        {
            return WindowEndpoints.Refuse("ChannelNotFound", "The store has no such channel.");
        }

        if (IdentityProviderRules.RefusalOf(channels.Identity.Provider, request) is { } refused)
        {
            return WindowEndpoints.Refuse("PGProviderError", refused);
        }

        var customer = request.Customer ?? new BrowserCustomer();
        var order = new VerificationOrder(
            request.StoreId,
            channels.Identity,
            settings.Value.ChannelType,
            new(
                customer.CustomerId,
                customer.Name,
                customer.PhoneNumber,
                customer.BirthYear,
                customer.BirthMonth,
                customer.BirthDay),
            request.CustomData);
        if (open.Run(state, request.IdentityVerificationId, order) is not { } verification)
        {
            return WindowEndpoints.Refuse("IdentityVerificationAlreadyVerified", "The identity is verified already.");
        }

        var txId = verification.TransactionId;
        state.Windows.Put(new(
            txId,
            request.IdentityVerificationId,
            WindowSession.OriginOf(http.Request),
            request.Locale ?? "",
            asked.Redirects ? request.RedirectUrl : null));
        return Reply.Ok(new OpenedWindow(
            txId, $"/window/identity-verifications/{txId}",
            IdentityProviderRules.HandsOverByForm(channels.Identity.Provider)));
    }
}

using Aspire.Hosting.ApplicationModel;

namespace Shop.AppHost.PortOne;

/// <summary>The parameters of the merchant's PortOne account, or of the sandbox that replaces it.</summary>
/// <param name="ApiSecret">The V2 API secret.</param>
/// <param name="StoreId">The store's id.</param>
/// <param name="WebhookSecrets">The secrets that webhooks are signed with, separated by spaces.</param>
/// <param name="PaymentChannelKey">The channel that the payment window opens.</param>
/// <param name="IdentityChannelKey">The channel that the identity verification window opens.</param>
/// <param name="WindowOrigins">
/// The origins that pages may load, frame and call for PortOne's window, separated by spaces.
/// </param>
/// <param name="Sandbox">The sandbox; null when the real PortOne is used.</param>
internal sealed record PortOneParameters(
    IResourceBuilder<ParameterResource> ApiSecret,
    IResourceBuilder<ParameterResource> StoreId,
    IResourceBuilder<ParameterResource> WebhookSecrets,
    IResourceBuilder<ParameterResource> PaymentChannelKey,
    IResourceBuilder<ParameterResource> IdentityChannelKey,
    IResourceBuilder<ParameterResource> WindowOrigins,
    IResourceBuilder<ProjectResource>? Sandbox);

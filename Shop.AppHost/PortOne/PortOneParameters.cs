using Aspire.Hosting.ApplicationModel;

namespace Shop.AppHost.PortOne;

/// <summary>The parameters of the merchant's PortOne account, or of the sandbox that replaces it.</summary>
/// <param name="ApiSecret">The V2 API secret.</param>
/// <param name="StoreId">The store's id.</param>
/// <param name="WebhookSecrets">The secrets that webhooks are signed with, separated by spaces.</param>
/// <param name="PaymentChannels">The channels that the payment window opens, in JSON.</param>
/// <param name="IdentityChannel">The channel that the identity verification window opens, in JSON.</param>
/// <param name="WindowOrigins">The origins that PortOne's window needs, separated by spaces.</param>
/// <param name="Sandbox">The sandbox; null when the real PortOne is used.</param>
internal sealed record PortOneParameters(
    IResourceBuilder<ParameterResource> ApiSecret,
    IResourceBuilder<ParameterResource> StoreId,
    IResourceBuilder<ParameterResource> WebhookSecrets,
    IResourceBuilder<ParameterResource> PaymentChannels,
    IResourceBuilder<ParameterResource> IdentityChannel,
    IResourceBuilder<ParameterResource> WindowOrigins,
    IResourceBuilder<ProjectResource>? Sandbox);

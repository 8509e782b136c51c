using Parameter = Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.ParameterResource>;

namespace Shop.AppHost.PortOne;

/// <summary>The parameters of the merchant's PortOne account, or of the sandbox that replaces it.</summary>
internal sealed class PortOneParameters(IDistributedApplicationBuilder builder, bool usesSandbox)
{
    // The origins that PortOne's V2 SDK calls and frames.
    private static readonly string DefaultWindowOrigins = string.Join(' ',
        "https://checkout-service.prod.iamport.co", "https://tx-gateway-service.prod.iamport.co",
        "https://payment-bridge.prod.iamport.co", "https://coretelemetry.prod.iamport.co",
        "https://service.iamport.kr");

    // Several payment companies, as in many shops. The window of one of them (Inicis) opens by a form post.
    private const string SandboxPaymentChannels = """
        [{"key":"channel-key-00000000-0000-4000-8000-000000000002","provider":"TOSSPAYMENTS","methods":["CARD"]},
        {"key":"channel-key-00000000-0000-4000-8000-000000000004","provider":"KAKAOPAY"},
        {"key":"channel-key-00000000-0000-4000-8000-000000000005","provider":"NAVERPAY"},
        {"key":"channel-key-00000000-0000-4000-8000-000000000006","provider":"TOSSPAY_V2"},
        {"key":"channel-key-00000000-0000-4000-8000-000000000007","provider":"INICIS_V2","methods":["TRANSFER"]}]
        """;

    private const string SandboxIdentityChannel =
        """{"key":"channel-key-00000000-0000-4000-8000-000000000003","provider":"DANAL"}""";

    public Parameter ApiSecret { get; } = Add(
        builder, usesSandbox, "portone-api-secret", "sandbox-api-secret",
        "The V2 API secret from PortOne's console.", secret: true);

    public Parameter StoreId { get; } = Add(
        builder, usesSandbox, "portone-store-id", "store-00000000-0000-4000-8000-000000000001",
        "The store id from PortOne's console.");

    public Parameter WebhookSecrets { get; } = Add(
        builder, usesSandbox, "portone-webhook-secrets", "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE=",
        "The webhook secrets from PortOne's console, separated by spaces.", secret: true);

    public Parameter PaymentChannels { get; } = Add(
        builder, usesSandbox, "portone-payment-channels", SandboxPaymentChannels,
        "The channels for payments: a JSON array of objects with key, provider and, optionally, methods, "
        + "wallets and parameters.");

    public Parameter IdentityChannel { get; } = Add(
        builder, usesSandbox, "portone-identity-channel", SandboxIdentityChannel,
        "The channel for identity verification: a JSON object with key and provider.");

    public Parameter WindowOrigins { get; } = builder
        .AddParameter(
            "portone-window-origins", builder.ValueOf("portone-window-origins") ?? DefaultWindowOrigins,
            publishValueAsDefault: true)
        .WithDescription("The origins that pages may load, frame and call for PortOne's window, separated by spaces.");

    /// <summary>The sandbox; null when the real PortOne is used.</summary>
    public IResourceBuilder<ProjectResource>? Sandbox { get; set; }

    private static Parameter Add(
        IDistributedApplicationBuilder builder, bool usesSandbox,
        string name, string sandboxValue, string description, bool secret = false) =>
        (usesSandbox
            ? builder.AddParameter(name, sandboxValue, secret: secret)
            : builder.AddParameter(name, secret))
        .WithDescription(description);
}

// Adds PortOne to the application. A run without PortOne's API secret starts the sandbox and gives every parameter the
// value that the sandbox accepts. With the secret, and in the manifest, the operator provides the values.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.AppHost.Run;

namespace Shop.AppHost.PortOne;

/// <summary>Adds PortOne and connects services to it.</summary>
internal static class PortOneExtensions
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

    /// <summary>Adds PortOne: the sandbox, or the parameters of a real account.</summary>
    public static PortOneParameters AddPortOne(this IDistributedApplicationBuilder builder, string name)
    {
        var usesSandbox = builder.ExecutionContext.IsRunMode && builder.ValueOf("portone-api-secret") is null;
        var portOne = new PortOneParameters(
            Parameter(
                "portone-api-secret", "sandbox-api-secret", "The V2 API secret from PortOne's console.", secret: true),
            Parameter(
                "portone-store-id", "store-00000000-0000-4000-8000-000000000001",
                "The store id from PortOne's console."),
            Parameter(
                "portone-webhook-secrets", "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE=",
                "The webhook secrets from PortOne's console, separated by spaces.", secret: true),
            Parameter(
                "portone-payment-channels", SandboxPaymentChannels,
                "The channels for payments: a JSON array of objects with key, provider and, optionally, methods, "
                + "wallets and parameters."),
            Parameter(
                "portone-identity-channel",
                """{"key":"channel-key-00000000-0000-4000-8000-000000000003","provider":"DANAL"}""",
                "The channel for identity verification: a JSON object with key and provider."),
            builder.AddParameter(
                    "portone-window-origins", builder.ValueOf("portone-window-origins") ?? DefaultWindowOrigins,
                    publishValueAsDefault: true)
                .WithDescription(
                    "The origins that pages may load, frame and call for PortOne's window, separated by spaces."),
            Sandbox: null);
        return usesSandbox ? portOne with { Sandbox = builder.AddSandbox(name, portOne) } : portOne;

        IResourceBuilder<ParameterResource> Parameter(
            string parameter, string sandboxValue, string description, bool secret = false) =>
            (usesSandbox
                ? builder.AddParameter(parameter, sandboxValue, secret: secret)
                : builder.AddParameter(parameter, secret))
            .WithDescription(description);
    }

    /// <summary>Gives the service the values it needs to call PortOne's API.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> service, PortOneParameters portOne)
        where T : IResourceWithEnvironment
    {
        service
            .WithEnvironment("PortOne__ApiSecret", portOne.ApiSecret)
            .WithEnvironment("PortOne__StoreId", portOne.StoreId);
        return portOne.Sandbox is { } sandbox
            ? service.WithEnvironment("PortOne__BaseUrl", sandbox.GetEndpoint("http"))
            : service;
    }

    /// <summary>Gives the service the secrets that verify webhooks, and the sandbox the service's address.</summary>
    public static IResourceBuilder<T> WithWebhooksOf<T>(this IResourceBuilder<T> service, PortOneParameters portOne)
        where T : IResourceWithEnvironment, IResourceWithServiceDiscovery
    {
        portOne.Sandbox?.WithReference((IResourceBuilder<IResourceWithServiceDiscovery>)service);
        return service.WithEnvironment("PortOne__WebhookSecrets", portOne.WebhookSecrets);
    }

    /// <summary>Gives the service the values its pages need to open PortOne's windows; none is secret.</summary>
    public static IResourceBuilder<T> WithWindowOf<T>(this IResourceBuilder<T> service, PortOneParameters portOne)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        service
            .WithEnvironment("PortOne__StoreId", portOne.StoreId)
            .WithEnvironment("PortOne__PaymentChannels", portOne.PaymentChannels)
            .WithEnvironment("PortOne__IdentityChannel", portOne.IdentityChannel)
            .WithEnvironment("PortOne__WindowOrigins", portOne.WindowOrigins);
        return portOne.Sandbox is { } sandbox
            ? service.WaitForStart(sandbox).WithEnvironment(
                "PortOne__SdkUrl", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/v2/browser-sdk.js"))
            : service;
    }

    /// <summary>
    /// A parameter's value from configuration, or null. Underscores may replace hyphens, because names of environment
    /// variables cannot contain hyphens.
    /// </summary>
    public static string? ValueOf(this IDistributedApplicationBuilder builder, string parameter)
    {
        var parameters = builder.Configuration.GetSection("Parameters");
        var value = parameters[parameter] ?? parameters[parameter.Replace('-', '_')];
        return string.IsNullOrEmpty(value) ? null : value;
    }

    // The sandbox keeps its payments in a file as long as the databases keep the orders.
    private static IResourceBuilder<ProjectResource> AddSandbox(
        this IDistributedApplicationBuilder builder, string name, PortOneParameters portOne)
    {
        var sandbox = builder.AddProject<Projects.Shop_PortOne_Sandbox>(name)
            .WithEnvironment("Sandbox__ApiSecret", portOne.ApiSecret)
            .WithEnvironment("Sandbox__StoreId", portOne.StoreId)
            .WithEnvironment("Sandbox__WebhookSecrets", portOne.WebhookSecrets)
            .WithEnvironment("Sandbox__PaymentChannels", portOne.PaymentChannels)
            .WithEnvironment("Sandbox__IdentityChannel", portOne.IdentityChannel)
            .WithHttpHealthCheck("/health")
            .WithIconName("Payment")
            .WithSandboxCommands();
        var file = builder.Configuration["SandboxFile"]
            ?? (LocalData.IsKept(builder)
                ? Path.Combine(LocalData.KeptFolder(builder), "sandbox.json")
                : null);
        return file is null
            ? sandbox
            : sandbox.WithEnvironment("Sandbox__File", file).OnBeforeResourceStarted((_, _, _) =>
            {
                LocalData.Create(Path.GetDirectoryName(file)!);
                return Task.CompletedTask;
            });
    }
}

// Adds PortOne to the application. A run without PortOne's API secret starts the sandbox and gives every parameter the
// value that the sandbox accepts. With the secret, and in the manifest, the operator provides the values.
using Shop.AppHost.Run;

namespace Shop.AppHost.PortOne;

internal static class PortOneExtensions
{
    public static PortOneParameters AddPortOne(this IDistributedApplicationBuilder builder, string name)
    {
        var usesSandbox = builder.ExecutionContext.IsRunMode && builder.ValueOf("portone-api-secret") is null;
        var portOne = new PortOneParameters(builder, usesSandbox);
        if (usesSandbox)
        {
            portOne.Sandbox = builder.AddSandbox(name, portOne);
        }

        return portOne;
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

    /// <summary>A parameter from configuration, or null. Environment variables have underscores for hyphens.</summary>
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
            ?? (LocalData.IsKept(builder) ? Path.Combine(LocalData.KeptFolder(builder), "sandbox.json") : null);
        return file is null
            ? sandbox
            : sandbox.WithEnvironment("Sandbox__File", file).OnBeforeResourceStarted((_, _, _) =>
            {
                LocalData.Create(Path.GetDirectoryName(file)!);
                return Task.CompletedTask;
            });
    }
}

// The shop, top to bottom: two database servers, the two services that own them, the storefront, and, where no PortOne
// secret is configured, a sandbox that plays the provider.
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

// Development needs no account and asks nobody: without PortOne's secret the sandbox starts and every parameter has the
// value that the sandbox knows. The shop's own secrets have development values in every `dotnet run`. Nothing of this
// reaches the manifest.
var usesSandbox = builder.ExecutionContext.IsRunMode && !IsGiven("portone-api-secret");
var keepsData = builder.Configuration.GetValue("KeepData", true); // Tests say no: their data goes with the run.

var portOneSecret = OfPortOne("portone-api-secret", "sandbox-api-secret", secret: true);
var portOneWebhookSecrets = OfPortOne(
    "portone-webhook-secrets", "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE=", secret: true);
var portOneStore = OfPortOne("portone-store-id", "store-00000000-0000-4000-8000-000000000001");
var paymentChannel = OfPortOne("portone-payment-channel-key", "channel-key-00000000-0000-4000-8000-000000000002");
var identityChannel = OfPortOne("portone-identity-channel-key", "channel-key-00000000-0000-4000-8000-000000000003");
var windowOrigins = WithDefault("portone-window-origins", string.Join(' ',
    "https://checkout-service.prod.iamport.co", "https://tx-gateway-service.prod.iamport.co",
    "https://payment-bridge.prod.iamport.co", "https://coretelemetry.prod.iamport.co", "https://service.iamport.kr"));
var ciPeppers = OfTheShop("ci-peppers", "ZGV2ZWxvcG1lbnQtY2ktcGVwcGVyLTMyLWJ5dGVzISE=");
var accountDataKey = OfTheShop("account-data-key", "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM=");
var commerceDataKey = OfTheShop("commerce-data-key", "ZGV2ZWxvcG1lbnQtY29tbWVyY2Uta2V5LTMyYnl0ZXM=");
var webDataKey = OfTheShop("web-data-key", "ZGV2ZWxvcG1lbnQtd2ViLWtleS0zMi1ieXRlcy1sb24=");
var serviceCredential = OfTheShop("service-credential", "development-service-credential-0001");

var accountPostgres = builder.AddPostgres("account-postgres");
var commercePostgres = builder.AddPostgres("commerce-postgres");
if (keepsData)
{
    accountPostgres.WithDataVolume("shop-account-data");
    commercePostgres.WithDataVolume("shop-commerce-data");
}

var accountDb = accountPostgres.AddDatabase("accountdb");
var webDb = accountPostgres.AddDatabase("webdb"); // Key ring and sign-in sessions, shared by the storefront's replicas.
var commerceDb = commercePostgres.AddDatabase("commercedb");

var account = builder.AddProject<Projects.Shop_Account>("account")
    .WithReference(accountDb).WaitFor(accountDb)
    .WithEnvironment("PortOne__ApiSecret", portOneSecret)
    .WithEnvironment("PortOne__StoreId", portOneStore)
    .WithEnvironment("Identity__CiPeppers", ciPeppers)
    .WithEnvironment("Data__Key", accountDataKey)
    .WithEnvironment("Service__Credential", serviceCredential)
    .WithHttpHealthCheck("/health", endpointName: "http");

var commerce = builder.AddProject<Projects.Shop_Commerce>("commerce")
    .WithReference(commerceDb).WaitFor(commerceDb)
    .WithReference(account)
    .WithEnvironment("PortOne__ApiSecret", portOneSecret)
    .WithEnvironment("PortOne__StoreId", portOneStore)
    .WithEnvironment("PortOne__WebhookSecrets", portOneWebhookSecrets)
    .WithEnvironment("Data__Key", commerceDataKey)
    .WithEnvironment("Service__Credential", serviceCredential)
    .WithEndpoint("http", endpoint => endpoint.IsExternal = true) // PortOne's webhook comes in here; rpc stays inside.
    .WithHttpHealthCheck("/health", endpointName: "http");

account.WithReference(commerce);

var web = builder.AddProject<Projects.Shop_Web>("web")
    .WithReference(webDb).WaitFor(webDb)
    .WithReference(account).WaitFor(account)
    .WithReference(commerce).WaitFor(commerce)
    .WithEnvironment("PortOne__StoreId", portOneStore)
    .WithEnvironment("PortOne__PaymentChannelKey", paymentChannel)
    .WithEnvironment("PortOne__IdentityChannelKey", identityChannel)
    .WithEnvironment("PortOne__WindowOrigins", windowOrigins)
    .WithEnvironment("Data__Key", webDataKey)
    .WithEnvironment("Service__Credential", serviceCredential)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

if (usesSandbox)
{
    var sandbox = builder.AddProject<Projects.Shop_PortOne_Sandbox>("portone")
        .WithReference(commerce)
        .WithEnvironment("Sandbox__ApiSecret", portOneSecret)
        .WithEnvironment("Sandbox__StoreId", portOneStore)
        .WithEnvironment("Sandbox__WebhookSecrets", portOneWebhookSecrets)
        .WithEnvironment("Sandbox__PaymentChannelKey", paymentChannel)
        .WithEnvironment("Sandbox__IdentityChannelKey", identityChannel)
        .WithHttpHealthCheck("/health");
    if (SandboxFile() is { } file)
    {
        sandbox.WithEnvironment("Sandbox__File", file);
    }

    account.WithEnvironment("PortOne__BaseUrl", sandbox.GetEndpoint("http"));
    commerce.WithEnvironment("PortOne__BaseUrl", sandbox.GetEndpoint("http"));
    web.WaitFor(sandbox).WithEnvironment(
        "PortOne__SdkUrl", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/v2/browser-sdk.js"));
}

builder.Build().Run();

IResourceBuilder<ParameterResource> OfPortOne(string name, string sandboxValue, bool secret = false) =>
    usesSandbox ? builder.AddParameter(name, sandboxValue, secret: secret) : builder.AddParameter(name, secret);

// Through a function: the orchestrator may show what is given as text, and the shop's own secrets are shown to nobody.
IResourceBuilder<ParameterResource> OfTheShop(string name, string developmentValue) =>
    builder.ExecutionContext.IsRunMode && !IsGiven(name)
        ? builder.AddParameter(name, () => developmentValue, secret: true)
        : builder.AddParameter(name, secret: true);

// Has a value that suits most, so nobody is asked for it; the manifest names it, and a deployment may give another.
IResourceBuilder<ParameterResource> WithDefault(string name, string value) =>
    builder.AddParameter(name, Given(name) ?? value, publishValueAsDefault: true);

bool IsGiven(string name) => !string.IsNullOrEmpty(Given(name));

// Both spellings that a parameter may have: an environment variable's name takes no hyphen.
string? Given(string name) =>
    builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"];

// The sandbox plays the bank: it must remember as long as the databases do. Where the orchestrator keeps volumes as
// folders, its file stands beside them; volumes of a container runtime are the user's, and so is the file then.
string? SandboxFile() => builder.Configuration["SandboxFile"]
    ?? (keepsData ? Path.Combine(builder.Configuration["Volumes:Path"] ?? UsersFolder(), "sandbox.json") : null);

string UsersFolder() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "shop");

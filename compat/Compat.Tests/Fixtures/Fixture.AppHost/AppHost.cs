// The graph whose manifest and environment real Aspire 13.5.2 was asked for: see the expected files of the tests.
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

var apiSecret = builder.AddParameter("portone-api-secret", secret: true);
var webhookSecret = builder.AddParameter("portone-webhook-secret", secret: true);
var storeId = builder.AddParameter("portone-store-id");
var channelKey = builder.AddParameter("portone-channel-key");
var identityPepper = builder.AddParameter("identity-pepper", secret: true);

var keepsData = builder.Configuration.GetValue("KeepData", true);
var accountDb = Kept(builder.AddPostgres("account-postgres"), "fixture-account-data").AddDatabase("accountdb");
var commerceDb = Kept(builder.AddPostgres("commerce-postgres"), "fixture-commerce-data").AddDatabase("commercedb");

var account = builder.AddProject<Projects.Fixture_Account>("account")
    .WithReference(accountDb).WaitFor(accountDb)
    .WithEnvironment("PortOne__ApiSecret", apiSecret)
    .WithEnvironment("Identity__Pepper", identityPepper)
    .WithHttpHealthCheck("/health", endpointName: "http");

var commerce = builder.AddProject<Projects.Fixture_Commerce>("commerce")
    .WithReference(commerceDb).WaitFor(commerceDb)
    .WithReference(account)
    .WithEnvironment("PortOne__ApiSecret", apiSecret)
    .WithEnvironment("PortOne__WebhookSecret", webhookSecret)
    .WithEndpoint("http", endpoint => endpoint.IsExternal = true)
    .WithHttpHealthCheck("/health", endpointName: "http");

account.WithReference(commerce);

var web = builder.AddProject<Projects.Fixture_Web>("web")
    .WithReference(account).WaitFor(account)
    .WithReference(commerce).WaitFor(commerce)
    .WithEnvironment("PortOne__StoreId", storeId)
    .WithEnvironment("PortOne__ChannelKey", channelKey)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

if (builder.ExecutionContext.IsRunMode && string.IsNullOrEmpty(builder.Configuration["Parameters:portone-api-secret"]))
{
    var sandbox = builder.AddProject<Projects.Fixture_PortOne_Sandbox>("portone").WithReference(commerce);
    account.WithEnvironment("PortOne__BaseUrl", sandbox.GetEndpoint("http"));
    commerce.WithEnvironment("PortOne__BaseUrl", sandbox.GetEndpoint("http"));
    web.WithEnvironment(
        "PortOne__SdkUrl", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/v2/browser-sdk.js"));
}

builder.Build().Run();

IResourceBuilder<PostgresServerResource> Kept(IResourceBuilder<PostgresServerResource> server, string volume) =>
    keepsData ? server.WithDataVolume(volume) : server;

// The shop, top to bottom: two PostgreSQL servers, the two services, the storefront,
// and PortOne, which is a sandbox as long as no secret is configured.
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Shop.AppHost;
using Shop.AppHost.Dashboard;
using Shop.AppHost.PortOne;
using Shop.AppHost.Postgres;

var builder = DistributedApplication.CreateBuilder(args);
builder.EndWithParent();
var keepData = builder.Configuration.GetValue("KeepData", true); // False in tests: their data ends with the run.

var secrets = builder.AddShopSecrets();
var portOne = builder.AddPortOne("portone");

var accountPostgres = builder.AddPostgresServer("account-postgres", keepData ? "shop-account-data" : null);
var accountDb = accountPostgres.AddServiceDatabase("accountdb", "account_service", secrets.AccountDbPassword);
var webDb = accountPostgres.AddServiceDatabase("webdb", "web_service", secrets.WebDbPassword);
var commercePostgres = builder.AddPostgresServer("commerce-postgres", keepData ? "shop-commerce-data" : null);
var commerceDb = commercePostgres.AddServiceDatabase("commercedb", "commerce_service", secrets.CommerceDbPassword);

var account = builder.AddProject<Projects.Shop_Account>("account")
    .WithDatabase(accountDb)
    .WithReference(portOne)
    .WithEnvironment("Identity__CiPeppers", secrets.CiPeppers)
    .WithEnvironment("Data__Key", secrets.AccountDataKey)
    .WithEnvironment("Service__Credential", secrets.ServiceCredential)
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithServiceCommands().WithApiDocs();

var commerce = builder.AddProject<Projects.Shop_Commerce>("commerce")
    .WithDatabase(commerceDb)
    .WithReference(account)
    .WithReference(portOne).WithWebhooksOf(portOne)
    .WithEnvironment("Data__Key", secrets.CommerceDataKey)
    .WithEnvironment("Service__Credential", secrets.ServiceCredential)
    .WithEndpoint("http", endpoint => endpoint.IsExternal = true) // For PortOne's webhook; rpc stays inside.
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithServiceCommands().WithApiDocs();
account.WithReference(commerce);

builder.AddProject<Projects.Shop_Web>("web")
    .WithDatabase(webDb)
    .WithReference(account).WaitFor(account)
    .WithReference(commerce).WaitFor(commerce)
    .WithWindowOf(portOne)
    .WithEnvironment("Data__Key", secrets.WebDataKey)
    .WithEnvironment("Service__Credential", secrets.ServiceCredential)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Shop")
    .WithServiceCommands()
    .WithStartSummary(portOne);

builder.Build().Run();

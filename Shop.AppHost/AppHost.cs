// The whole shop: two PostgreSQL servers, a migration before each service, the services Account and Commerce, the
// storefront Web, the back office Admin, and PortOne (the sandbox unless a secret is configured).
using Shop.AppHost;
using Shop.AppHost.Dashboard;
using Shop.AppHost.PortOne;
using Shop.AppHost.Postgres;
using Shop.AppHost.Run;

var builder = DistributedApplication.CreateBuilder(args);
builder.EndWithParent();
builder.ReportFailures();
var keepData = LocalData.IsKept(builder);

var secrets = new ShopSecrets(builder);
var portOne = builder.AddPortOne("portone");

var accountPostgres = builder.AddPostgresServer("account-postgres", keepData ? "shop-account-data" : null);
var accountDb = accountPostgres.AddServiceDatabase("accountdb", "account_service", secrets.AccountDbPassword);
var webDb = accountPostgres.AddServiceDatabase("webdb", "web_service", secrets.WebDbPassword);
var adminDb = accountPostgres.AddServiceDatabase("admindb", "admin_service", secrets.AdminDbPassword);
var commercePostgres = builder.AddPostgresServer("commerce-postgres", keepData ? "shop-commerce-data" : null);
var commerceDb = commercePostgres.AddServiceDatabase("commercedb", "commerce_service", secrets.CommerceDbPassword);

var accountMigration = builder.AddMigration<Projects.Shop_Account>("account-migrate", accountDb);
var account = builder.AddProject<Projects.Shop_Account>("account")
    .WithDatabase(accountDb, accountMigration)
    .WithReference(portOne)
    .WithEnvironment("Identity__CiPeppers", secrets.CiPeppers)
    .WithDataKey(secrets.AccountDataKey, accountMigration)
    .WithEnvironment("Service__Credential", secrets.ServiceCredential)
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithServiceCommands(accountMigration).WithApiDocs();

var commerceMigration = builder.AddMigration<Projects.Shop_Commerce>("commerce-migrate", commerceDb);
var commerce = builder.AddProject<Projects.Shop_Commerce>("commerce")
    .WithDatabase(commerceDb, commerceMigration)
    .WithReference(account)
    .WithReference(portOne).WithWebhooksOf(portOne)
    .WithDataKey(secrets.CommerceDataKey, commerceMigration)
    .WithEnvironment("Service__Credential", secrets.ServiceCredential)
    .WithEndpoint("http", endpoint => endpoint.IsExternal = true) // For PortOne's webhook only.
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithServiceCommands(commerceMigration).WithOperatorCommands().WithApiDocs();
account.WithReference(commerce);

var webMigration = builder.AddMigration<Projects.Shop_Web>("web-migrate", webDb);
var web = builder.AddProject<Projects.Shop_Web>("web")
    .WithDatabase(webDb, webMigration)
    .WithReference(account).WaitForStart(account)
    .WithReference(commerce).WaitForStart(commerce)
    .WithWindowOf(portOne)
    .WithDataKey(secrets.WebDataKey, webMigration)
    .WithEnvironment("Service__Credential", secrets.ServiceCredential)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Shop")
    .WithServiceCommands(webMigration);

var adminMigration = builder.AddMigration<Projects.Shop_Admin>("admin-migrate", adminDb);
var admin = builder.AddProject<Projects.Shop_Admin>("admin")
    .WithDatabase(adminDb, adminMigration)
    .WithReference(account.GetEndpoint("admin")).WaitForStart(account)
    .WithReference(commerce.GetEndpoint("admin")).WaitForStart(commerce)
    .WithDataKey(secrets.AdminDataKey, adminMigration)
    .WithEnvironment("Service__Credential", secrets.ServiceCredential)
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Back office")
    .WithServiceCommands(adminMigration).WithOwnerCommand(account);
web.WithStartSummary(portOne, admin, account, commerce);

return await builder.Build().RunToEndAsync();

// Commerce: catalogue, carts, orders and payments. The argument `migrate` prepares its database; other arguments are
// operator commands.
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shop.Commerce;
using Shop.Commerce.Carts;
using Shop.Commerce.Jobs;
using Shop.Commerce.Operators;
using Shop.Commerce.Products;
using Shop.Commerce.Products.Search;
using Shop.Commerce.Reconciliation;
using Shop.Commerce.RestockNotices;
using Shop.Commerce.Today;
using Shop.Commerce.Webhooks;
using Shop.ServiceDefaults.Admin;
using Shop.ServiceDefaults.Authentication;
using Shop.ServiceDefaults.Data;

const string Service = "Commerce";

if (args is [MigrateDatabase.Command, ..])
{
    return await MigrateDatabase.RunAsync<CommerceDb>(
        Service, args, CommerceDb.ConnectionName, CommerceDb.Login, IndexProducts.RunAsync);
}

return OperatorCommands.IsCommand(args)
    ? await OperatorCommands.RunAsync(args, () => BuildAsync(OperatorCommands.QuietConsole))
    : await ServiceHost.RunAsync(Service, () => BuildAsync(args));

static async Task<WebApplication> BuildAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults();
    builder.AddProblems();
    builder.AddServiceCredential();
    builder.AddShopperAuthentication().WithKeysOfIssuer();
    builder.AddOperatorAuthentication().WithKeysOfIssuer();
    builder.AddAdminEndpoint();
    builder.AddServiceDatabase<CommerceDb>(CommerceDb.ConnectionName);
    builder.AddDataProtectionKeys<CommerceDb>(Service);
    builder.AddShoppers();
    builder.AddProducts();
    builder.AddCarts();
    builder.AddRestockNotices();
    builder.AddOrders();
    builder.AddPayments();
    builder.AddPaymentJobs();
    builder.AddLedger();
    builder.AddWebhooks();
    builder.AddReconciliation();
    builder.AddOperators();
    builder.AddToday();
    builder.AddWarmUpSteps();
    // By default gRPC maps every path of two segments, so that a wrong method or media type gets 404. See
    // findings/grpc-default-routes-shadow-http-statuses.sh.
    builder.Services.AddGrpc(options => options.IgnoreUnknownServices = true);
    builder.Services.AddValidation();
    builder.Services.AddOpenApi(options => options.DescribeTokens());
    builder.Services.TryAddSingleton(TimeProvider.System);

    var app = builder.Build();
    app.ValidateSettings();

    await app.CheckDatabaseAsync<CommerceDb>(Service, CommerceDb.ConnectionName, CommerceDb.Login);

    app.UseProblems();
    app.UseAdminEndpoint();
    app.UseAuthorization(); // After UseProblems, so that 401 and 403 are problems too.

    app.MapDefaultEndpoints();
    app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
    app.MapProducts();
    app.MapCarts();
    app.MapRestockNotices();
    app.MapOrders();
    app.MapShoppers();
    app.MapPayments();
    app.MapWebhooks();

    var admin = app.MapAdmin(); // For the back office, on a separate endpoint.
    admin.MapToday();

    return app;
}

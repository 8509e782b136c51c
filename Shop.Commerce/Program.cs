// Commerce: what the shop sells, what lies in the members' carts, what they ordered, and the money for it.
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shop.Commerce.Carts;
using Shop.Commerce.Data;
using Shop.Commerce.Operators;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.Products;
using Shop.Commerce.Shoppers;
using Shop.ServiceDefaults;

// With a command it does what an operator wants, and ends; otherwise it serves the shop.
return OperatorCommands.IsOne(args)
    ? await OperatorCommands.RunAsync(args, () => MakeAsync(OperatorCommands.QuietConsole))
    : await Starting.RunAsync("Commerce", () => MakeAsync(args));

static async Task<WebApplication> MakeAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults();
    builder.AddProblems();
    builder.AddServiceCredential();
    builder.AddKeyRing("Shop.Commerce", CommerceDb.ConnectionName, CommerceDb.Role);
    builder.AddShopperTokens();
    builder.AddServiceDatabase<CommerceDb>(CommerceDb.ConnectionName, CommerceDb.Role);
    builder.AddProducts();
    builder.AddCarts();
    builder.AddOrders();
    builder.AddPayments();
    builder.AddComparison();
    builder.AddOperators();
    builder.AddWithdrawals();
    builder.Services.AddOpenApi(options => options.DescribeTokens());
    builder.Services.TryAddSingleton(TimeProvider.System);

    var app = builder.Build();

    await app.ApplySchemaAsync(app.Configuration, CommerceDb.ConnectionName, CommerceDb.Role, app.Logger);
    await app.OpenKeyRingAsync();

    app.UseProblems();
    app.UseAuthorization(); // Inside the problems: what it refuses is told in their shape.

    app.MapDefaultEndpoints();
    app.MapOpenApi();
    app.MapProducts();
    app.MapCarts();
    app.MapOrders();
    app.MapPayments();

    return app;
}

// Commerce: what the shop sells, what lies in the members' carts, what they ordered, and the money for it.
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Shop.Commerce.Carts;
using Shop.Commerce.Data;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.Products;
using Shop.Commerce.Shoppers;
using Shop.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddProblems();
builder.AddServiceCredential();
builder.AddShopperTokens();
builder.AddCommerceDb();
builder.AddProducts();
builder.AddCarts();
builder.AddOrders();
builder.AddPayments();
builder.Services.AddOpenApi(options => options.DescribeTokens());
builder.Services.TryAddSingleton(TimeProvider.System);

var app = builder.Build();

try
{
    await app.ApplySchemaAsync(app.Configuration, CommerceDb.ConnectionName, CommerceDb.Role, app.Logger);
}
catch (Exception error) when (error is InvalidOperationException or NpgsqlException)
{
    // The message says what to do; where in our code it was thrown would only hide it.
    app.Logger.LogCritical("Commerce cannot start: {Reason}", error.Message);
    return 1;
}

app.UseProblems();
app.UseAuthorization(); // Inside the problems: what it refuses is told in their shape.

app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapProducts();
app.MapCarts();
app.MapOrders();
app.MapPayments();

await app.RunAsync();
return 0;

// Web: the storefront. Prices and business rules are in Commerce and Account, which it calls. The argument `migrate`
// prepares its database.
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Data;
using Shop.Web.About;
using Shop.Web.Carts;
using Shop.Web.Components;
using Shop.Web.Data;
using Shop.Web.Languages;
using Shop.Web.Orders;
using Shop.Web.PortOne;
using Shop.Web.Products;
using Shop.Web.RestockNotices;
using Shop.Web.SearchEngines;
using Shop.Web.Sessions;

const string Service = "Web";

if (args is [MigrateDatabase.Command, ..])
{
    return await MigrateDatabase.RunAsync<WebDb>(Service, args, WebDb.ConnectionName, WebDb.Login);
}

return await ServiceHost.RunAsync(Service, async () =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults();
    builder.AddServiceDatabase<WebDb>(WebDb.ConnectionName);
    builder.AddDataProtectionKeys<WebDb>(Service);
    builder.AddPortOne();
    builder.AddClients();
    builder.Services.AddLanguages();
    builder.Services.AddSessions();
    builder.Services.AddProducts();
    builder.Services.AddAbout();
    builder.Services.AddSearchEngines();
    builder.Services.AddCarts();
    builder.Services.AddRestockNotices();
    builder.Services.AddOrders();
    builder.Services.AddErrorPages();
    builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Hangul as characters, not entities.
    builder.Services.AddAntiforgery(options =>
    {
        options.Cookie.Name = "antiforgery";
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.SameSite = SameSiteMode.Lax; // Strict would omit the cookie on the return from PortOne.
    });
    builder.Services.AddRazorComponents().AddInteractiveServerComponents();
    builder.Services.TryAddSingleton(TimeProvider.System);

    var app = builder.Build();
    app.ValidateSettings();

    app.LogMissingSettings();
    await app.CheckDatabaseAsync<WebDb>(Service, WebDb.ConnectionName, WebDb.Login);

    app.UsePageSecurity();
    app.UseHeadLikeGet();
    app.UseRequestLocalization();
    app.UseErrorPages();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseAntiforgery();

    app.MapDefaultEndpoints();
    app.MapStaticAssets();
    app.MapLanguages();
    app.MapSessions();
    app.MapSuggestions();
    app.MapCarts();
    app.MapRestockNotices();
    app.MapOrders();
    app.MapSearchEngines();
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

    return app;
});

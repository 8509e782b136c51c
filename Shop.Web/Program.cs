// Web: the storefront. Prices and business rules are in Commerce and Account, which it calls. The argument `migrate`
// prepares its database.
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shop.ServiceDefaults.Data;
using Shop.Web.Components;
using Shop.Web.Data;

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
    builder.AddShopSettings();
    builder.AddPortOne();
    builder.AddClients();
    builder.AddLanguages();
    builder.AddSessions();
    builder.AddErrorPages();
    builder.AddPageSecurity();
    builder.AddPublicPages();
    builder.AddProducts();
    builder.AddCarts();
    builder.AddOrders();
    builder.AddShoppers();
    builder.AddRestockNotices();
    builder.AddSearchEngines();
    builder.Services.AddWarmUpRequest("/");
    builder.Services.AddWarmUpRequest("/products");
    builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Hangul as characters, not entities.
    builder.Services.AddRazorComponents().AddInteractiveServerComponents();
    builder.Services.TryAddSingleton(TimeProvider.System);

    var app = builder.Build();
    app.ValidateSettings();
    if (!app.Environment.IsDevelopment())
    {
        app.Services.GetRequiredService<ShopSettings>().LogMissing(app.Logger);
    }

    await app.CheckDatabaseAsync<WebDb>(Service, WebDb.ConnectionName, WebDb.Login);

    app.UsePageSecurity();
    app.UseHeadAsGet();
    app.UseRouting(); // After UseHeadAsGet, because the pages' endpoints match GET and POST only.
    app.UseRequestLocalization();
    app.UseErrorPages();
    app.UsePublicPages();
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

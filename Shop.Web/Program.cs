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
    builder.AddClients();

    var services = builder.Services;
    services.AddSettings<ShopSettings>(ShopSettings.Section);
    services.AddSettings<PortOneSettings>(PortOneSettings.Section);
    services.AddLanguages();
    services.AddSessions();
    services.AddErrorPages();
    CatalogueCache.Add(services);
    services.AddScoped<Categories>();
    services.AddScoped<Staleness>();
    services.AddScoped<ShowCart>();
    services.AddScoped<ChangeCart>();
    services.AddSingleton<RememberedAddress>();
    services.AddSingleton<CheckoutDraft>();
    services.AddSingleton<PortOneWindows>();
    services.AddSingleton<IdentityTickets>();
    services.AddScoped<CheckShopperAge>();
    services.AddScoped<RestockNoticeList>();
    services.AddSingleton<PublicUrl>();
    services.AddSingleton<SharedPictures>();
    services.AddScoped<Sitemap>();
    services.AddScoped<ProductMarkup>();
    services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Hangul as characters, not entities.
    services.AddAntiforgery(options =>
    {
        options.Cookie.Name = "antiforgery";
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.SameSite = SameSiteMode.Lax; // Strict would omit the cookie on the return from PortOne.
    });
    services.AddRazorComponents().AddInteractiveServerComponents();
    services.TryAddSingleton(TimeProvider.System);

    var app = builder.Build();
    app.ValidateSettings();
    if (!app.Environment.IsDevelopment())
    {
        app.Services.GetRequiredService<ShopSettings>().LogMissing(app.Logger);
    }

    await app.CheckDatabaseAsync<WebDb>(Service, WebDb.ConnectionName, WebDb.Login);

    app.UsePageSecurity();
    app.Use((context, next) =>
    {
        // Monitors and link previews send HEAD. It is executed as a GET, and the server omits the body.
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    });
    app.UseRouting(); // After the method has changed, because the pages' endpoints match GET and POST only.
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

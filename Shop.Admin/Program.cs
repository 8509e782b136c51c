// Admin: the back office. It has no price and no rule: Account and Commerce do, and it calls their admin endpoints with
// the operator's token. The argument `migrate` prepares its database.
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;
using Shop.Admin.Components;
using Shop.Admin.Data;
using Shop.ServiceDefaults.Data;

const string Service = "Admin";

if (args is [MigrateDatabase.Command, ..])
{
    return await MigrateDatabase.RunAsync<AdminDb>(Service, args, AdminDb.ConnectionName, AdminDb.Login);
}

return await ServiceHost.RunAsync(Service, async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddServiceDatabase<AdminDb>(AdminDb.ConnectionName);
    builder.AddDataProtectionKeys<AdminDb>(Service);
    builder.AddClients();
    builder.AddLanguages();
    builder.AddSessions();
    builder.AddPageSecurity();
    builder.Services.AddMudServices(options =>
        options.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomRight);
    builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Hangul as characters, not entities.
    builder.Services.AddRazorComponents().AddInteractiveServerComponents();
    builder.Services.TryAddSingleton(TimeProvider.System);

    var app = builder.Build();
    app.ValidateSettings();
    await app.CheckDatabaseAsync<AdminDb>(Service, AdminDb.ConnectionName, AdminDb.Login);

    app.UsePageSecurity();
    app.UseRouting();
    app.UseRequestLocalization();
    app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
    app.UseExceptionHandler("/error/500", createScopeForErrors: true);
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseAntiforgery();

    app.MapDefaultEndpoints();
    app.MapStaticAssets();
    app.MapLanguages();
    app.MapSessions();

    // Every page requires a signed-in operator unless it has [AllowAnonymous].
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization();

    return app;
});

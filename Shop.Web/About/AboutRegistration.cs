using Microsoft.Extensions.Options;
using Shop.ServiceDefaults;

namespace Shop.Web.About;

/// <summary>Registers the shop's settings. An invalid address fails the start; missing settings are logged.</summary>
public static class AboutRegistration
{
    public static void AddAbout(this IServiceCollection services) =>
        services.AddSettings<ShopSettings>(ShopSettings.Section);

    public static void LogMissingSettings(this WebApplication app)
    {
        var missing = app.Services.GetRequiredService<IOptions<ShopSettings>>().Value.Missing().ToList();
        if (missing.Count > 0 && !app.Environment.IsDevelopment())
        {
            app.Logger.LogWarning(
                "The pages omit information that the law or search engines require. Set {Missing}",
                string.Join(", ", missing));
        }
    }
}

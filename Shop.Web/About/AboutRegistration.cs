using Microsoft.Extensions.Options;
using Shop.ServiceDefaults;

namespace Shop.Web.About;

/// <summary>Registers the settings; an address that is none stops the start, what is missing is told.</summary>
public static class AboutRegistration
{
    public static void AddAbout(this IServiceCollection services) =>
        services.AddSettings<ShopSettings>(ShopSettings.Section);

    public static void TellWhatIsMissing(this WebApplication app)
    {
        var missing = app.Services.GetRequiredService<IOptions<ShopSettings>>().Value.Missing().ToList();
        if (missing.Count > 0 && !app.Environment.IsDevelopment())
        {
            app.Logger.LogWarning(
                "The pages leave out what the law or search engines want to know: {Missing}",
                string.Join(", ", missing));
        }
    }
}

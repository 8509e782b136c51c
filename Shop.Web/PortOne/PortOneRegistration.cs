namespace Shop.Web.PortOne;

public static class PortOneRegistration
{
    /// <summary>Registers what opens PortOne's windows in the browser.</summary>
    public static void AddPortOne(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<PortOneSettings>(PortOneSettings.Section);
        builder.Services.AddSingleton<PortOneWindows>();
    }
}

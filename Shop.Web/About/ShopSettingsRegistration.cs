namespace Shop.Web.About;

public static class ShopSettingsRegistration
{
    public static void AddShopSettings(this IHostApplicationBuilder builder) =>
        builder.Services.AddSettings<ShopSettings>(ShopSettings.Section);
}

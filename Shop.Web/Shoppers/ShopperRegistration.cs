namespace Shop.Web.Shoppers;

public static class ShopperRegistration
{
    public static void AddShoppers(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<IdentityTickets>().AddScoped<CheckShopperAge>();
}

using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Shoppers;

/// <summary>Registers the acts about shoppers, and maps the gRPC service that Account calls.</summary>
public static class ShopperRegistration
{
    public static void AddShoppers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<CloseShopper>().AddScoped<EraseClosedShoppers>();
        builder.Services.AddSettings<ErasureSettings>("Erasure");
        builder.Services.AddPeriodicWorker<EraseClosedShoppers>(
            "Erasing data of withdrawn shoppers",
            services => services.GetRequiredService<ErasureSettings>().Interval,
            (erase, ct) => erase.RunAsync(ct));
    }

    public static void MapShoppers(this IEndpointRouteBuilder routes) =>
        routes.MapGrpcService<ShoppersService>().RequireServiceCredential();
}

/// <summary>The erasure of withdrawn shoppers' data (<c>Erasure:*</c>).</summary>
public sealed class ErasureSettings
{
    /// <summary>How often a replica looks for data whose retention period has ended.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);
}

using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace Shop.Web.Products;

public static class ProductRegistration
{
    // A page of products is about 5 kB, so a full cache is about 5 MB. A full cache stores no further entries.
    private const int MaxResponses = 1000;

    /// <summary>Registers the catalogue, and the cache for its parts.</summary>
    public static void AddProducts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddFusionCache()
            .WithMemoryCache(_ => new MemoryCache(new MemoryCacheOptions { SizeLimit = MaxResponses }))
            .WithOptions(options =>
            {
                options.DisableTagging = true;

                // The client's telemetry has recorded a failed call already.
                options.FactoryErrorsLogLevel = LogLevel.Debug;
                options.FactorySyntheticTimeoutsLogLevel = LogLevel.Debug;
                options.FailSafeActivationLogLevel = LogLevel.Debug;
            });
        builder.Services.AddSingleton<CatalogueVersion>().AddSingleton<CatalogueCache>();
        builder.Services.AddScoped<Categories>().AddScoped<PageCatalogue>();
    }
}

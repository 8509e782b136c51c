// The hot paths of Commerce, which run once before it reports Healthy. No shopper has the empty id and no payment this
// key, so these calls find nothing. Account may be starting too: Commerce asks it once and becomes ready without it.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Shop.Commerce.Orders.Placing;

namespace Shop.Commerce;

internal static class WarmUpSteps
{
    private static readonly CurrentShopper NoShopper = new(Guid.Empty);
    private static readonly OrderRequest NoOrder = new(new("", "", "", ""), [new(ProductId: 1, Quantity: 1)]);

    public static void AddWarmUpSteps(this IHostApplicationBuilder builder)
    {
        builder.Services.AddWarmUpRequest("/products");
        builder.Services.AddWarmUpRequest("/products/1");
        builder.Services.AddWarmUpRequest("/categories");
        builder.Services.AddWarmUpRequest("/banners");
        builder.Services.AddWarmUp("keys of access tokens", ReadKeysAsync);
        builder.Services.AddWarmUp("POST /order", (services, ct) =>
            services.GetRequiredService<PlaceOrder>().RunAsync(NoOrder, idempotencyKey: "warm-up", NoShopper, ct));
        builder.Services.AddWarmUp("POST /payment/complete", (services, ct) =>
            services.GetRequiredService<CompletePayment>().RunAsync("warm-up", Source.Shopper, NoShopper.Id, ct));
        builder.Services.AddWarmUp("GET /orders", (services, ct) =>
            services.GetRequiredService<ListOrders>().RunAsync(NoShopper, page: 1, size: 1, new(IsEnglish: false), ct));
    }

    private static async Task ReadKeysAsync(IServiceProvider services, CancellationToken ct)
    {
        var options = services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>();
        await options.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(ct);
    }
}

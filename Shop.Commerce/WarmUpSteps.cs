// The hot paths of Commerce, which run once before it reports Healthy. No shopper has the empty id and no payment this
// key, so these calls find nothing.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Shop.Commerce.Orders.Placing;
using Shop.Commerce.Products;

namespace Shop.Commerce;

internal static class WarmUpSteps
{
    private static readonly TimeSpan KeysTimeout = TimeSpan.FromSeconds(2);
    private static readonly Language Korean = new(IsEnglish: false);
    private static readonly CurrentShopper NoShopper = new(Guid.Empty);
    private static readonly OrderRequest NoOrder = new(new("", "", "", ""), [new(ProductId: 1, Quantity: 1)]);

    public static void AddWarmUpSteps(this IHostApplicationBuilder builder)
    {
        builder.Services.AddWarmUpRequest("/products");
        builder.Services.AddWarmUpRequest("/categories");
        builder.Services.AddWarmUpRequest("/banners");
        builder.Services.AddWarmUp("keys of access tokens", ReadKeysAsync);
        builder.Services.AddWarmUp("POST /order", (services, ct) =>
            services.GetRequiredService<PlaceOrder>().RunAsync(NoOrder, idempotencyKey: "warm-up", NoShopper, ct));
        builder.Services.AddWarmUp("POST /payment/complete", (services, ct) =>
            services.GetRequiredService<CompletePayment>().RunAsync("warm-up", Source.Shopper, NoShopper.Id, ct));
        builder.Services.AddWarmUp("GET /orders", (services, ct) =>
            services.GetRequiredService<ListOrders>().RunAsync(NoShopper, page: 1, size: 1, Korean, ct));
        builder.Services.AddWarmUp("GET /products/{id}", (services, ct) =>
            services.GetRequiredService<ShowProduct>().RunAsync(id: 1, Korean, ct));
    }

    private static async Task ReadKeysAsync(IServiceProvider services, CancellationToken ct)
    {
        var options = services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(KeysTimeout);
        try
        {
            await options.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!
                .GetConfigurationAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception error) when (error is InvalidOperationException or OperationCanceledException)
        {
            // Account may still be starting. The first request with a token then reads the keys.
        }
    }
}

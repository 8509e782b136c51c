using Microsoft.AspNetCore.Mvc;

namespace Shop.Web.Carts;

/// <summary>
/// The forms that change the cart. Each POST ends in a redirect, so it works without JavaScript, a reload repeats
/// nothing, and the response can set a guest's cookie, which an interactive component cannot do.
/// </summary>
public static class CartEndpoints
{
    public static void AddCarts(this IHostApplicationBuilder builder) =>
        builder.Services.AddScoped<ShowCart>().AddScoped<ChangeCart>();

    public static void MapCarts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/cart/add", async (
            [FromForm] int productId, [FromForm] int quantity, [FromForm] long? priceWon, [FromForm] string? buyNow,
            HttpContext context, ChangeCart change, CancellationToken ct) =>
        {
            if (priceWon is { } seen)
            {
                LastSeenPrices.Of(context).With((productId, seen)).Save(context);
            }

            if (buyNow is not null)
            {
                return await change.LimitAsync(context, productId, quantity, ct) switch
                {
                    { PendingOrderId: { } orderId } => Results.LocalRedirect($"/orders/{orderId}/pay"),
                    var limit => Back(limit.Error, $"/checkout?productId={productId}&quantity={limit.Quantity}"),
                };
            }

            var added = await change.AddAsync(context, productId, quantity, ct);
            var wanted = added.Taken < quantity ? $"&wanted={quantity}" : "";
            return Back(added.Error, $"/products/{productId}?added={added.Taken}&pieces={added.Quantity}{wanted}");
        }).RequireSameOrigin();

        routes.MapPost("/cart/set", async (
            [FromForm] int productId, [FromForm] int quantity, [FromForm] int? step,
            HttpContext context, ChangeCart change, CancellationToken ct) =>
            Back(await change.SetAsync(context, productId, Stepped(quantity, step), ct), "/cart"));

        // The error page retries a failed POST by opening its address; this shows the cart.
        routes.MapGet("/cart/{act:regex(^(add|set|remove)$)}", () => Results.LocalRedirect("/cart"));

        routes.MapPost("/cart/remove", async (
            [FromForm] int productId, HttpContext context, ChangeCart change, CancellationToken ct) =>
            Back(await change.RemoveAsync(context, productId, ct), "/cart"));
    }

    /// <summary>Redirects to the address, or to the cart with the error code if the cart was not changed.</summary>
    /// <exception cref="SignInNeededException">The session has ended.</exception>
    /// <exception cref="ShopUnavailableException">Commerce is unavailable.</exception>
    public static IResult Back(ApiError? error, string address) => Results.LocalRedirect(
        error is null ? address : $"/cart?refused={Uri.EscapeDataString(error.ThrowIfUnavailable().Code)}");

    // Without JavaScript, the buttons beside the number submit a step of 1 or -1.
    private static int Stepped(int quantity, int? step) =>
        (int)Math.Clamp((long)quantity + Math.Clamp(step ?? 0, -1, 1), 1, int.MaxValue);
}

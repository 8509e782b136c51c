using Shop.Web.Carts;

namespace Shop.Web.Orders;

/// <summary>What can be done with an order beside looking at it.</summary>
public static class OrderEndpoints
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<RememberedAddress>();
        services.AddSingleton<TypedAddress>();
    }

    /// <summary>"Order again": an ended order is never paid, its products go back into the cart.</summary>
    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        // Nothing is read from the form, but an endpoint that takes none is not asked for the form's token either.
        routes.MapPost("/orders/{orderId:guid}/again", async (
            Guid orderId, IFormCollection form, HttpContext context, CommerceClient commerce, CancellationToken ct) =>
        {
            var order = (await commerce.GetOrderAsync(orderId, ct)).ValueOrNothing();
            if (order is null)
            {
                return Results.NotFound();
            }

            var lines = order.Lines
                .Select(line => new Commerce.OrderLineRequest(line.ProductId, line.Quantity)).ToList();
            SeenPrices.Of(context).With(order.Lines.Select(line => (line.ProductId, line.PriceWon))).Keep(context);
            var merged = await commerce.MergeCartAsync(lines, ct);
            CartNotice.Note(context, merged.Value?.Shortfalls);
            return CartEndpoints.Back(merged.Refusal, "/cart");
        }).RequireAuthorization();

        // Whoever had to sign in first comes back by a link, and presses again.
        routes.MapGet("/orders/{orderId:guid}/again", (Guid orderId) => Results.LocalRedirect($"/orders/{orderId}"));
    }
}

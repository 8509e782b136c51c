namespace Shop.Web.Orders;

/// <summary>
/// Registers what checkout remembers, and maps "Order again", which puts the products of an ended order into the cart.
/// </summary>
public static class OrderEndpoints
{
    public static void AddOrders(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<RememberedAddress>().AddSingleton<CheckoutDraft>();

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        // The form parameter is unused, but only endpoints with a form parameter validate the antiforgery token.
        routes.MapPost("/orders/{orderId:guid}/again", async (
            Guid orderId, IFormCollection form, HttpContext context, CommerceClient commerce, CancellationToken ct) =>
        {
            var order = (await commerce.GetOrderAsync(orderId, ct)).ValueOrNull();
            if (order is null)
            {
                return Results.NotFound();
            }

            var lines = order.Lines.Select(line => new OrderLineRequest(line.ProductId, line.Quantity)).ToList();
            LastSeenPrices.Of(context).With(order.Lines.Select(line => (line.ProductId, line.PriceWon))).Save(context);
            var merged = await commerce.MergeCartAsync(lines, ct);
            CartReducedNotice.Store(context, merged.Value?.Shortfalls);
            return CartEndpoints.Back(merged.Error, "/cart");
        }).RequireAuthorization();

        // The sign-in page leads back with a GET. It shows the order, where the shopper can press the button again.
        routes.MapGet("/orders/{orderId:guid}/again", (Guid orderId) => Results.LocalRedirect($"/orders/{orderId}"));
    }
}

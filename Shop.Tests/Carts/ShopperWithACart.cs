using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Carts;

/// <summary>Cart operations of a shopper that must succeed.</summary>
public static class ShopperWithACart
{
    /// <summary>Reads the cart.</summary>
    public static async Task<CartReply> LooksAtTheCartAsync(this Shopper shopper) =>
        await Shopper.ReadAsync<CartReply>(await shopper.Commerce.GetAsync("/cart"), HttpStatusCode.OK);

    /// <summary>Sets the quantity of a product in the cart.</summary>
    public static async Task<CartReply> PutsAsync(this Shopper shopper, Product product, int quantity) =>
        await Shopper.ReadAsync<CartReply>(
            await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)),
            HttpStatusCode.OK);

    /// <summary>Adds a quantity of a product to the cart.</summary>
    public static async Task<CartReply> AddsAsync(this Shopper shopper, Product product, int quantity) =>
        await Shopper.ReadAsync<CartReply>(
            await shopper.Commerce.PostAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)),
            HttpStatusCode.OK);

    /// <summary>Merges a guest's lines into the cart, as a sign-in does.</summary>
    public static async Task<CartReply> BringsAsync(
        this Shopper shopper, params (Product Product, int Quantity)[] lines) =>
        await Shopper.ReadAsync<CartReply>(
            await shopper.Commerce.PostAsJsonAsync("/cart/merge", new CartLinesRequest(
                [.. lines.Select(line => new OrderLineRequest(line.Product.Id, line.Quantity))])),
            HttpStatusCode.OK);
}

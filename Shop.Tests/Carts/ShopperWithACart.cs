using System.Net;
using System.Net.Http.Json;
using Shop.Commerce;

namespace Shop.Tests.Carts;

/// <summary>What a shopper does with a cart, where it has to succeed.</summary>
public static class ShopperWithACart
{
    /// <summary>Looks into the cart.</summary>
    public static async Task<CartReply> LooksAtTheCartAsync(this Shopper shopper) =>
        await Shopper.ReadAsync<CartReply>(await shopper.Commerce.GetAsync("/cart"), HttpStatusCode.OK);

    /// <summary>Puts so many of a product into the cart.</summary>
    public static async Task<CartReply> PutsAsync(this Shopper shopper, Product product, int quantity) =>
        await Shopper.ReadAsync<CartReply>(
            await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)),
            HttpStatusCode.OK);

    /// <summary>Adds so many more of a product.</summary>
    public static async Task<CartReply> AddsAsync(this Shopper shopper, Product product, int quantity) =>
        await Shopper.ReadAsync<CartReply>(
            await shopper.Commerce.PostAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)),
            HttpStatusCode.OK);

    /// <summary>Signs in with lines put into the cart as a guest.</summary>
    public static async Task<CartReply> BringsAsync(
        this Shopper shopper, params (Product Product, int Quantity)[] lines) =>
        await Shopper.ReadAsync<CartReply>(
            await shopper.Commerce.PostAsJsonAsync("/cart/merge", new CartLinesRequest(
                [.. lines.Select(line => new OrderLineRequest(line.Product.Id, line.Quantity))])),
            HttpStatusCode.OK);
}

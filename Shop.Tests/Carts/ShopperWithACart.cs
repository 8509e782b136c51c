using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Carts;

/// <summary>Cart operations of a shopper that must succeed.</summary>
public static class ShopperWithACart
{
    /// <summary>Reads the cart.</summary>
    public static Task<CartReply> GetCartAsync(this Shopper shopper) =>
        ReadAsync(shopper.Commerce.GetAsync("/cart"));

    /// <summary>Sets the quantity of a product in the cart.</summary>
    public static Task<CartReply> PutAsync(this Shopper shopper, Product product, int quantity) =>
        ReadAsync(shopper.Commerce.PutAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)));

    /// <summary>Adds a quantity of a product to the cart.</summary>
    public static Task<CartReply> AddAsync(this Shopper shopper, Product product, int quantity) =>
        ReadAsync(shopper.Commerce.PostAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)));

    /// <summary>Merges a guest's lines into the cart, as a sign-in does.</summary>
    public static Task<CartReply> MergeAsync(this Shopper shopper, params (Product Product, int Quantity)[] lines) =>
        ReadAsync(shopper.Commerce.PostAsJsonAsync("/cart/merge", new CartLinesRequest(
            [.. lines.Select(line => new OrderLineRequest(line.Product.Id, line.Quantity))])));

    private static async Task<CartReply> ReadAsync(Task<HttpResponseMessage> request) =>
        await Shopper.ReadAsync<CartReply>(await request, HttpStatusCode.OK);
}

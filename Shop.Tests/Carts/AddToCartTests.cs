using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Carts;

[Collection(RunningShop.Shared)]
public sealed class AddToCartTests(RunningShop shop)
{
    [Fact]
    public async Task Added_quantity_joins_the_existing_line()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();

        var first = await shopper.AddsAsync(lamp, 2);
        var second = await shopper.AddsAsync(lamp, 3);

        Assert.Equal((2, 5), (QuantityIn(first), QuantityIn(second)));
        Assert.Equal(first.Version, second.Version);
    }

    [Fact]
    public async Task Fifty_concurrent_additions_are_all_counted()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();

        var carts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.AddsAsync(lamp, 1)));

        Assert.Equal(Enumerable.Range(1, 50), carts.Select(QuantityIn).Order());
    }

    [Theory]
    [InlineData(1_000, 99)]
    [InlineData(7, 7)]
    public async Task Line_is_limited_by_the_maximum_and_the_stock(int stock, int most)
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: stock);
        await shopper.AddsAsync(lamp, 5);

        var cart = await shopper.AddsAsync(lamp, 99);

        Assert.Equal(most, QuantityIn(cart));
    }

    [Fact]
    public async Task Adding_never_reduces_a_line()
    {
        var shopper = await shop.NewShopperAsync();
        var (few, none) = (await shop.NewProductAsync(stock: 9), await shop.NewProductAsync(stock: 9));
        await shopper.PutsAsync(few, 9);
        await shopper.PutsAsync(none, 9);
        await shop.CommerceAsync($"update products set stock = 4 where id = {few.Id}");
        await shop.CommerceAsync($"update products set stock = 0 where id = {none.Id}");

        await shopper.AddsAsync(few, 1);
        var cart = await shopper.AddsAsync(none, 1);

        Assert.Equal([9, 9], cart.Lines.Select(line => line.Quantity));
    }

    [Fact]
    public async Task Sold_out_or_unknown_product_is_refused()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 0);

        var soldOut = await shopper.Commerce.PostAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));
        var unknown = await shopper.Commerce.PostAsJsonAsync("/cart/lines/999999", new CartLineRequest(1));

        Assert.Equal(
            "OUT_OF_STOCK", (string)(await Shopper.ReadAsync<JsonObject>(soldOut, HttpStatusCode.Conflict))["code"]!);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Empty((await shopper.LooksAtTheCartAsync()).Lines);
    }

    [Fact]
    public async Task Full_cart_accepts_only_products_that_it_contains()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        await shopper.AddsAsync(lamp, 1);
        for (var i = 1; i < Limits.LinesPerOrder; i++)
        {
            await shopper.AddsAsync(await shop.NewProductAsync(), 1);
        }

        var known = await shopper.AddsAsync(lamp, 1);
        var another = await shopper.Commerce.PostAsJsonAsync(
            $"/cart/lines/{(await shop.NewProductAsync()).Id}", new CartLineRequest(1));

        Assert.Equal(2, known.Lines.Single(line => line.ProductId == lamp.Id).Quantity);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, another.StatusCode);
    }

    private static int QuantityIn(CartReply cart) => Assert.Single(cart.Lines).Quantity;
}

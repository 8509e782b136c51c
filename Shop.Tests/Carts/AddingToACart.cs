using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Commerce;

namespace Shop.Tests.Carts;

[Collection(RunningShop.Shared)]
public sealed class AddingToACart(RunningShop shop)
{
    [Fact]
    public async Task Pieces_join_those_that_are_in()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();

        var first = await shopper.AddsAsync(lamp, 2);
        var second = await shopper.AddsAsync(lamp, 3);

        Assert.Equal((2, 5), (QuantityIn(first), QuantityIn(second)));
        Assert.Equal(first.Version, second.Version);
    }

    [Fact]
    public async Task Fifty_adds_at_once_are_all_counted()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();

        var carts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.AddsAsync(lamp, 1)));

        Assert.Equal(Enumerable.Range(1, 50), carts.Select(QuantityIn).Order());
    }

    [Theory]
    [InlineData(1_000, 99)]
    [InlineData(7, 7)]
    public async Task A_line_grows_to_its_limit_and_to_what_is_left(int stock, int most)
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: stock);
        await shopper.AddsAsync(lamp, 5);

        var cart = await shopper.AddsAsync(lamp, 99);

        Assert.Equal(most, QuantityIn(cart));
    }

    [Fact]
    public async Task A_line_never_gets_smaller_by_adding()
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
    public async Task What_is_sold_out_or_unknown_is_refused()
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
    public async Task A_full_cart_takes_more_of_what_is_in_and_nothing_else()
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

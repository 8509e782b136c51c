using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Carts;

[Collection(RunningShop.Shared)]
public sealed class CartTests(RunningShop shop)
{
    [Fact]
    public async Task Edits_keep_the_order_of_lines_and_the_cart_version()
    {
        var shopper = await shop.NewShopperAsync();
        var (lamp, bowl) = (await shop.NewProductAsync(68_000), await shop.NewProductAsync(18_000));

        var empty = await shopper.LooksAtTheCartAsync();
        await shopper.PutsAsync(lamp, 1);
        await shopper.PutsAsync(bowl, 3);
        var edited = await shopper.PutsAsync(lamp, 2);

        Assert.Empty(empty.Lines);
        Assert.Equal([(lamp.Id, 2, 136_000L), (bowl.Id, 3, 54_000L)],
            edited.Lines.Select(line => (line.ProductId, line.Quantity, line.LineTotalWon)));
        Assert.Equal(190_000, edited.TotalWon);
        Assert.Equal(empty.Version, edited.Version);
        Assert.Equivalent(edited, await shopper.LooksAtTheCartAsync(), strict: true);
    }

    [Fact]
    public async Task Removing_a_line_is_idempotent()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();
        await shopper.PutsAsync(product, 1);

        for (var time = 0; time < 2; time++)
        {
            var cart = await Shopper.ReadAsync<CartReply>(
                await shopper.Commerce.DeleteAsync($"/cart/lines/{product.Id}"), HttpStatusCode.OK);
            Assert.Empty(cart.Lines);
            Assert.Equal(0, cart.TotalWon);
        }
    }

    [Fact]
    public async Task Cart_shows_the_current_price_and_stock()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(priceWon: 10_000, stock: 3);
        var filled = await shopper.PutsAsync(product, 3);
        await shop.CommerceAsync($"update products set price_won = 12000, stock = 2 where id = {product.Id}");

        var later = await shopper.LooksAtTheCartAsync();

        Assert.True(Assert.Single(filled.Lines).Available);
        var line = Assert.Single(later.Lines);
        Assert.Equal((12_000L, 3, 36_000L, 2, false),
            (line.PriceWon, line.Quantity, line.LineTotalWon, line.Stock, line.Available));
    }

    [Fact]
    public async Task Unknown_product_is_not_found()
    {
        var shopper = await shop.NewShopperAsync();

        var answer = await shopper.Commerce.PutAsJsonAsync("/cart/lines/999999", new CartLineRequest(1));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty((await shopper.LooksAtTheCartAsync()).Lines);
    }

    [Fact]
    public async Task Shopper_cannot_see_the_cart_of_another()
    {
        var (one, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        await one.PutsAsync(await shop.NewProductAsync(), 1);

        var cart = await other.LooksAtTheCartAsync();

        Assert.Empty(cart.Lines);
    }

    [Fact]
    public async Task Fifty_concurrent_edits_of_one_line_leave_one_of_their_quantities()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();

        var carts = await Task.WhenAll(
            Enumerable.Range(1, 50).Select(quantity => shopper.PutsAsync(product, quantity)));

        // Each response shows the quantity of its edit, as if the edits ran one after the other.
        Assert.Equal(Enumerable.Range(1, 50), carts.Select(cart => Assert.Single(cart.Lines).Quantity).Order());
        Assert.InRange(Assert.Single((await shopper.LooksAtTheCartAsync()).Lines).Quantity, 1, 50);
    }

    [Fact]
    public async Task Sixty_concurrent_additions_stop_at_the_cart_limit()
    {
        var shopper = await shop.NewShopperAsync();
        var products = new List<Product>();
        for (var i = 0; i < 60; i++)
        {
            products.Add(await shop.NewProductAsync());
        }

        var answers = await Task.WhenAll(products.Select(product =>
            shopper.Commerce.PutAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(1))));

        Assert.Equal(Limits.LinesPerOrder, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(Limits.LinesPerOrder, (await shopper.LooksAtTheCartAsync()).Lines.Count);
    }
}

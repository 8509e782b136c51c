// A line of the cart is set (PUT), increased (POST), or merged with a guest's line (POST /cart/merge).
using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Carts;

[Collection(RunningShop.Shared)]
public sealed class CartTests(RunningShop shop)
{
    private static readonly Product NoProduct = new(999_999, "", 0);

    [Fact]
    public async Task Cart_keeps_its_version_and_the_order_of_lines_and_shows_the_current_price_and_stock()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var (lamp, bowl) = (await shop.NewProductAsync(68_000), await shop.NewProductAsync(18_000));

        var empty = await shopper.GetCartAsync();
        await shopper.PutAsync(lamp, 1);
        await shopper.PutAsync(bowl, 3);
        var edited = await shopper.AddAsync(lamp, 1);

        Assert.Empty(empty.Lines);
        Assert.Equal([(lamp.Id, 2, 136_000L, true), (bowl.Id, 3, 54_000L, true)],
            edited.Lines.Select(line => (line.ProductId, line.Quantity, line.LineTotalWon, line.Available)));
        Assert.Equal((190_000L, empty.Version), (edited.TotalWon, edited.Version));
        Assert.Equivalent(edited, await shopper.GetCartAsync(), strict: true);
        Assert.Empty((await other.GetCartAsync()).Lines);

        await shop.ExecuteSqlAsync($"update products set price_won = 70000, stock = 1 where id = {lamp.Id}");
        for (var time = 0; time < 2; time++)
        {
            var response = await shopper.Commerce.DeleteAsync($"/cart/lines/{bowl.Id}");
            var cart = await Shopper.ReadAsync<CartReply>(response, HttpStatusCode.OK);
            var line = Assert.Single(cart.Lines);
            Assert.Equal((70_000L, 2, 140_000L, 1, false, 140_000L),
                (line.PriceWon, line.Quantity, line.LineTotalWon, line.Stock, line.Available, cart.TotalWon));
        }
    }

    /// <summary>The quantity before, the stock, the quantity sent and the quantity after.</summary>
    /// <param name="taken">How much the cart took; null if it took everything.</param>
    [Theory]
    [InlineData("PUT", 0, 5, 3, 3, null)]
    [InlineData("PUT", 5, 5, 8, 5, 5)]
    [InlineData("PUT", 5, 0, 9, 5, 5)]
    [InlineData("PUT", 5, 0, 2, 2, null)] // A sold-out line can be reduced.
    [InlineData("POST", 2, 5, 3, 5, null)]
    [InlineData("POST", 3, 5, 4, 5, 2)]
    [InlineData("POST", 5, 1_000, 99, 99, 94)]
    [InlineData("POST", 9, 4, 1, 9, 0)]
    [InlineData("POST", 9, 0, 1, 9, 0)]
    [InlineData("MERGE", 2, 5, 4, 4, null)] // The larger quantity.
    [InlineData("MERGE", 4, 5, 2, 4, null)]
    [InlineData("MERGE", 0, 7, 20, 7, 7)]
    [InlineData("MERGE", 4, 2, 9, 4, 4)]
    public async Task Line_is_limited_by_stock_and_maximum_and_the_response_reports_the_shortfall(
        string write, int before, int stock, int quantity, int after, int? taken)
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1_000));
        await (before == 0 ? Task.CompletedTask : shopper.PutAsync(lamp, before));
        await shop.ExecuteSqlAsync($"update products set stock = {stock} where id = {lamp.Id}");

        var cart = await (write switch
        {
            "PUT" => shopper.PutAsync(lamp, quantity),
            "POST" => shopper.AddAsync(lamp, quantity),
            _ => shopper.MergeAsync((lamp, quantity)),
        });

        Assert.Equal(after, Assert.Single(cart.Lines).Quantity);
        Assert.Equal(
            taken is null ? null : new CartShortfall(lamp.Id, quantity, taken.Value, stock), cart.Shortfalls?.Single());
    }

    [Fact]
    public async Task Sold_out_or_unknown_product_is_refused_and_left_out_of_a_merge()
    {
        var shopper = await shop.NewShopperAsync();
        var (soldOut, left) = (await shop.NewProductAsync(stock: 0), await shop.NewProductAsync());
        var (cart, one) = (shopper.Commerce, new CartLineRequest(1));

        await cart.PostAsJsonAsync($"/cart/lines/{soldOut.Id}", one).IsProblemAsync(ProblemCodes.OutOfStock);
        await cart.PostAsJsonAsync("/cart/lines/999999", one).HasStatusAsync(HttpStatusCode.NotFound);
        await cart.PutAsJsonAsync("/cart/lines/999999", one).HasStatusAsync(HttpStatusCode.NotFound);
        Assert.Empty((await shopper.GetCartAsync()).Lines);

        var merged = await shopper.MergeAsync((NoProduct, 1), (soldOut, 1), (left, 1));
        Assert.Equal([(left.Id, 1)], Quantities(merged));
        Assert.Equal([new(NoProduct.Id, 1, 0, 0), new(soldOut.Id, 1, 0, 0)], merged.Shortfalls);
    }

    [Fact]
    public async Task Fifty_concurrent_writes_have_the_effect_of_one_after_another()
    {
        var shopper = await shop.NewShopperAsync();
        var (set, added, merged) =
            (await shop.NewProductAsync(), await shop.NewProductAsync(), await shop.NewProductAsync());
        await shopper.MergeAsync((set, 1), (added, 1));
        var counts = Enumerable.Range(1, 50).ToList();

        var sets = await Task.WhenAll(counts.Select(quantity => shopper.PutAsync(set, quantity)));
        var additions = await Task.WhenAll(counts.Select(_ => shopper.AddAsync(added, 1)));
        var merges = await Task.WhenAll(counts.Select(_ => shopper.MergeAsync((added, 7), (merged, 3))));

        // Each response shows the cart directly after its own write.
        Assert.Equal(counts, sets.Select(cart => cart.Lines[0].Quantity).Order());
        Assert.Equal(counts.Select(count => count + 1), additions.Select(cart => cart.Lines[1].Quantity).Order());
        Assert.All(merges, cart => Assert.Equal([(added.Id, 51), (merged.Id, 3)], Quantities(cart).Skip(1)));
    }

    [Fact]
    public async Task Concurrent_additions_stop_at_the_cart_limit()
    {
        var (shopper, products) = (await shop.NewShopperAsync(), new List<Product>());
        for (var i = 0; i < Limits.LinesPerOrder + 10; i++)
        {
            products.Add(await shop.NewProductAsync());
        }

        var responses = await Task.WhenAll(products.Select((product, i) => shopper.Commerce.SendAsync(new(
            i % 2 == 0 ? HttpMethod.Put : HttpMethod.Post, $"/cart/lines/{product.Id}")
        {
            Content = JsonContent.Create(new CartLineRequest(1)),
        })));

        Assert.Equal(Limits.LinesPerOrder, responses.Count(response => response.StatusCode == HttpStatusCode.OK));
        Assert.Equal(10, responses.Count(response => response.StatusCode == HttpStatusCode.UnprocessableEntity));
        var full = await shopper.GetCartAsync();
        Assert.Equal(Limits.LinesPerOrder, full.Lines.Count);

        // A full cart accepts products that it contains.
        var known = products.Single(product => product.Id == full.Lines[0].ProductId);
        Assert.Equal(2, (await shopper.AddAsync(known, 1)).Lines[0].Quantity);

        // A merge into a nearly full cart takes the first new line.
        await shopper.Commerce.DeleteAsync($"/cart/lines/{full.Lines[^1].ProductId}");
        var (first, second) = (await shop.NewProductAsync(), await shop.NewProductAsync());
        var merged = await shopper.MergeAsync((known, 6), (first, 1), (second, 1));
        Assert.Equal((Limits.LinesPerOrder, 6, first.Id),
            (merged.Lines.Count, merged.Lines[0].Quantity, merged.Lines[^1].ProductId));
    }

    [Fact]
    public async Task Guest_gets_a_quote_for_cart_lines()
    {
        using var commerce = shop.CreateClient("commerce");
        var (some, few) = (await shop.NewProductAsync(18_000), await shop.NewProductAsync(5_000, stock: 1));
        var lines = new CartLinesRequest([new(few.Id, 2), new(NoProduct.Id, 1), new(some.Id, 3)]);

        var quote = await Shopper.ReadAsync<CartQuoteReply>(
            await commerce.PostAsJsonAsync("/cart/quote", lines), HttpStatusCode.OK);

        Assert.Equal([(few.Id, 10_000L, false), (some.Id, 54_000L, true)],
            quote.Lines.Select(line => (line.ProductId, line.LineTotalWon, line.Available)));
        Assert.Equal(64_000, quote.TotalWon);
    }

    [Theory]
    [InlineData("/cart/quote")]
    [InlineData("/cart/merge")]
    public async Task Invalid_lines_are_refused(string address)
    {
        var shopper = await shop.NewShopperAsync();
        var tooMany = Enumerable.Range(1, Limits.LinesPerOrder + 1).Select(id => new OrderLineRequest(id, 1)).ToArray();
        OrderLineRequest[][] wrong =
            [tooMany, [new(1, 0)], [new(1, Limits.QuantityPerLine + 1)], [new(1, 1), new(1, 2)], [null!]];

        await Assert.AllAsync(wrong, lines => shopper.Commerce.PostAsJsonAsync(address, new CartLinesRequest(lines))
            .HasStatusAsync(HttpStatusCode.UnprocessableEntity));
    }

    private static IEnumerable<(int, int)> Quantities(CartReply cart) =>
        cart.Lines.Select(line => (line.ProductId, line.Quantity));
}

using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Carts;

[Collection(RunningShop.Shared)]
public sealed class MergeCartTests(RunningShop shop)
{
    private static readonly Product NoProduct = new(999_999, "", 0);

    [Fact]
    public async Task Merge_keeps_the_larger_quantity_of_each_product()
    {
        var shopper = await shop.NewShopperAsync();
        var (mine, both, theirs) =
            (await shop.NewProductAsync(), await shop.NewProductAsync(), await shop.NewProductAsync());
        await shopper.PutsAsync(mine, 5);
        await shopper.PutsAsync(both, 2);

        var cart = await shopper.BringsAsync((mine, 1), (both, 4), (theirs, 3));

        Assert.Equal([(mine.Id, 5), (both.Id, 4), (theirs.Id, 3)], Quantities(cart));
    }

    [Fact]
    public async Task Merge_is_limited_by_stock_and_never_reduces_an_existing_line()
    {
        var shopper = await shop.NewShopperAsync();
        var (few, fewer) = (await shop.NewProductAsync(stock: 7), await shop.NewProductAsync(stock: 4));
        await shopper.PutsAsync(fewer, 4);
        await shop.CommerceAsync($"update products set stock = 2 where id = {fewer.Id}");

        var cart = await shopper.BringsAsync((few, 20), (fewer, 9));

        Assert.Equal([(fewer.Id, 4), (few.Id, 7)], Quantities(cart));
    }

    [Fact]
    public async Task Unknown_and_sold_out_products_are_dropped()
    {
        var shopper = await shop.NewShopperAsync();
        var (soldOut, left) = (await shop.NewProductAsync(stock: 0), await shop.NewProductAsync());

        var cart = await shopper.BringsAsync((NoProduct, 1), (soldOut, 1), (left, 1));

        Assert.Equal([(left.Id, 1)], Quantities(cart));
    }

    [Fact]
    public async Task Fifty_concurrent_merges_have_the_effect_of_one()
    {
        var shopper = await shop.NewShopperAsync();
        var (one, other) = (await shop.NewProductAsync(), await shop.NewProductAsync());

        var carts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.BringsAsync((one, 2), (other, 3))));

        Assert.All(carts, cart => Assert.Equal([(one.Id, 2), (other.Id, 3)], Quantities(cart)));
    }

    [Fact]
    public async Task Merge_into_a_nearly_full_cart_takes_the_first_lines()
    {
        var shopper = await shop.NewShopperAsync();
        var own = new List<(Product, int)>();
        for (var i = 0; i < Limits.LinesPerOrder - 1; i++)
        {
            own.Add((await shop.NewProductAsync(), 1));
        }

        await shopper.BringsAsync([.. own]);
        var (first, second) = (await shop.NewProductAsync(), await shop.NewProductAsync());

        var cart = await shopper.BringsAsync((own[0].Item1, 6), (first, 1), (second, 1));

        Assert.Equal(Limits.LinesPerOrder, cart.Lines.Count);
        Assert.Equal(6, cart.Lines[0].Quantity);
        Assert.Equal(first.Id, cart.Lines[^1].ProductId);
    }

    [Fact]
    public async Task Guest_gets_a_quote_for_cart_lines()
    {
        using var door = shop.CreateClient("commerce");
        var (some, few) = (await shop.NewProductAsync(18_000), await shop.NewProductAsync(5_000, stock: 1));
        var lines = new CartLinesRequest([new(few.Id, 2), new(NoProduct.Id, 1), new(some.Id, 3)]);

        var quote = await Shopper.ReadAsync<CartQuoteReply>(
            await door.PostAsJsonAsync("/cart/quote", lines), HttpStatusCode.OK);

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

        foreach (var lines in wrong)
        {
            var answer = await shopper.Commerce.PostAsJsonAsync(address, new CartLinesRequest(lines));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }
    }

    private static IEnumerable<(int, int)> Quantities(CartReply cart) =>
        cart.Lines.Select(line => (line.ProductId, line.Quantity));
}

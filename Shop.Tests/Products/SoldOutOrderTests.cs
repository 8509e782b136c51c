using System.Net;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class SoldOutOrderTests(RunningShop shop)
{
    [Theory]
    [InlineData("popular")]
    [InlineData("price-low")]
    [InlineData("price-high")]
    [InlineData("relevance")]
    public async Task Sold_out_products_come_last_in_a_search(string sort)
    {
        var (word, soldOut) = await NewGoodsAsync();

        var pages = new List<ProductItem>();
        for (var page = 1; page <= 3; page++)
        {
            pages.AddRange((await ListAsync($"q={word}&sort={sort}&page={page}&size=2")).Items);
        }

        Assert.Equal(6, pages.Select(item => item.Id).Distinct().Count());
        Assert.Equal(soldOut.Order(), pages.TakeLast(2).Select(item => item.Id).Order());
    }

    [Theory]
    [InlineData("popular")]
    [InlineData("price-low")]
    [InlineData("price-high")]
    public async Task Sold_out_products_come_last_in_a_list_and_in_a_category(string sort)
    {
        var (_, soldOut) = await NewGoodsAsync();
        var category = await shop.CommerceAsync<string>($"select category from products where id = {soldOut[0]}");

        foreach (var list in new[] { $"sort={sort}", $"category={category}&sort={sort}" })
        {
            var first = await ListAsync($"{list}&size=100");
            var last = await ListAsync($"{list}&size=100&page={(first.Total + 99) / 100}");

            Assert.Equal(first.Items.OrderBy(item => item.Stock == 0), first.Items);
            Assert.Equal(0, last.Items[^1].Stock);
        }
    }

    [Fact]
    public async Task Newest_order_ignores_the_stock()
    {
        var (word, soldOut) = await NewGoodsAsync();
        await shop.CommerceAsync($"update products set created_at = now() + interval '1 day' where id = {soldOut[1]}");

        Assert.Equal(soldOut[1], (await ListAsync($"q={word}&sort=newest")).Items[0].Id);
    }

    // The sold-out products have sold the most and have the lowest and the highest price.
    private async Task<(string Word, int[] SoldOut)> NewGoodsAsync()
    {
        var word = $"w{Guid.NewGuid():N}";
        var soldOut = new List<int>();
        foreach (var priceWon in new[] { 100, 9_900_000 })
        {
            soldOut.Add((await shop.NewProductAsync(priceWon, name: word)).Id);
        }

        for (var i = 0; i < 4; i++)
        {
            await shop.NewProductAsync(priceWon: 10_000 + i, name: $"{word} {i}");
        }

        await shop.CommerceAsync($"update products set stock = 0 where id in ({string.Join(',', soldOut)})");
        return (word, [.. soldOut]);
    }

    private async Task<ProductsReply> ListAsync(string query)
    {
        using var door = shop.CreateClient("commerce");
        return await Shopper.ReadAsync<ProductsReply>(await door.GetAsync($"/products?{query}"), HttpStatusCode.OK);
    }
}

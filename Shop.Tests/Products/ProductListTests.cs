using System.Net;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class ProductListTests(RunningShop shop)
{
    [Fact]
    public async Task Pages_show_every_match_once_and_the_total_on_each()
    {
        var word = await NewProductsAsync(5);

        var pages = new List<ProductsReply>();
        for (var page = 1; page <= 4; page++)
        {
            // All prices are equal: the order of equal products must be the same on every page.
            pages.Add(await ListAsync($"q={word}&sort=price-low&page={page}&size=2"));
        }

        Assert.All(pages, page => Assert.Equal(5, page.Total));
        Assert.Equal([2, 2, 1, 0], pages.Select(page => page.Items.Count));
        Assert.Equal(5, pages.SelectMany(page => page.Items).Select(item => item.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("price-low", new[] { 17, 16, 15, 14 })]
    [InlineData("price-high", new[] { 14, 15, 16, 17 })]
    [InlineData("newest", new[] { 14, 15, 16, 17 })]
    public async Task Category_is_listed_in_the_requested_order(string sort, int[] expected)
    {
        var teas = await ListAsync($"category=tea&sort={sort}");

        Assert.Equal(expected, teas.Items.Select(item => item.Id));
        Assert.All(teas.Items, item => Assert.Equal("tea", item.Category));
    }

    [Fact]
    public async Task Best_selling_product_is_the_most_popular()
    {
        var word = await NewProductsAsync(3);
        var (first, second, third) = await ListAsync($"q={word}&sort=price-low") is { Items: [var a, var b, var c] }
            ? (a.Id, b.Id, c.Id)
            : throw new InvalidOperationException("Three products were made.");
        await shop.CommerceAsync($"update products set stock = 10 where id = {second}");
        await shop.CommerceAsync($"update products set stock = 60 where id = {third}");

        var popular = await ListAsync($"q={word}&sort=popular");

        Assert.Equal([second, third, first], popular.Items.Select(item => item.Id));
    }

    [Theory]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "낮달 책상 스탠드")]
    [InlineData("en-GB,en;q=0.9,ko;q=0.8", "Daymoon Desk Lamp")]
    [InlineData("ko;q=0.2,en;q=0.7", "Daymoon Desk Lamp")]
    [InlineData("fr-FR", "낮달 책상 스탠드")]
    [InlineData(";;=,,", "낮달 책상 스탠드")]
    public async Task Names_are_in_the_accepted_language(string acceptLanguage, string expected)
    {
        using var door = shop.CreateClient("commerce");
        door.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", acceptLanguage);

        var product = await Shopper.ReadAsync<ProductReply>(await door.GetAsync("/products/1"), HttpStatusCode.OK);

        Assert.Equal(expected, product.Name);
    }

    [Fact]
    public async Task Product_response_has_the_data_of_its_page()
    {
        using var door = shop.CreateClient("commerce");

        var makgeolli = await Shopper.ReadAsync<ProductReply>(await door.GetAsync("/products/22"), HttpStatusCode.OK);

        Assert.Equal(9_500, makgeolli.PriceWon);
        Assert.True(makgeolli.AdultsOnly);
        Assert.Equal("전통주", makgeolli.CategoryName);
        Assert.NotEmpty(makgeolli.Description);
    }

    [Fact]
    public async Task Initial_stock_is_high_for_most_products_and_low_for_some()
    {
        // Reads the table, because the lists contain the products of other tests.
        var stocks = await shop.CommerceAsync<int[]>("select array_agg(stock) from products where id < 1000");
        var adultsOnly = await shop.CommerceAsync<long>(
            "select count(*) from products where id < 1000 and adults_only");

        Assert.True(stocks.Length >= 20);
        Assert.Contains(1, stocks);
        Assert.Contains(20, stocks);
        Assert.True(stocks.Count(stock => stock >= 100) > stocks.Length / 2);
        Assert.True(adultsOnly >= 2);
    }

    private async Task<string> NewProductsAsync(int count)
    {
        var word = "w" + Guid.NewGuid().ToString("N");
        for (var i = 0; i < count; i++)
        {
            await shop.NewProductAsync(name: $"{word} {i}");
        }

        return word;
    }

    private async Task<ProductsReply> ListAsync(string query)
    {
        using var door = shop.CreateClient("commerce");
        return await Shopper.ReadAsync<ProductsReply>(await door.GetAsync($"/products?{query}"), HttpStatusCode.OK);
    }
}

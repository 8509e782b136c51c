using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class ProductListTests(RunningShop shop)
{
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
    public async Task Pages_show_every_match_once_with_best_sellers_first_and_sold_out_products_last()
    {
        var (word, ids) = ($"w{Guid.NewGuid():N}", new List<int>());
        foreach (var priceWon in new[] { 100, 9_900_000, 10_000, 10_000, 10_000 })
        {
            ids.Add((await shop.NewProductAsync(priceWon, name: $"{word} {priceWon}")).Id);
        }

        await shop.ExecuteSqlAsync($"update products set stock = 0 where id in ({ids[0]}, {ids[1]})");
        await shop.ExecuteSqlAsync($"update products set stock = 10 where id = {ids[3]}");
        await shop.ExecuteSqlAsync($"update products set stock = 60 where id = {ids[4]}");
        await shop.ExecuteSqlAsync($"update products set created_at = now() + interval '1 day' where id = {ids[1]}");

        foreach (var sort in new[] { "popular", "relevance", "price-low", "price-high" })
        {
            var pages = new List<ProductsReply>();
            for (var page = 1; page <= 4; page++)
            {
                pages.Add(await ListAsync($"q={word}&sort={sort}&page={page}&size=2"));
            }

            Assert.All(pages, page => Assert.Equal(5, page.Total));
            Assert.Equal([2, 2, 1, 0], pages.Select(page => page.Items.Count));
            var shown = pages.SelectMany(page => page.Items).Select(item => item.Id).ToList();
            Assert.Equal(ids.Order(), shown.Order());
            Assert.Equal([ids[0], ids[1]], shown.TakeLast(2).Order());
            if (sort is "popular" or "relevance")
            {
                Assert.Equal([ids[3], ids[4], ids[2]], shown.Take(3));
            }
        }

        Assert.Equal(ids[1], (await ListAsync($"q={word}&sort=newest")).Items[0].Id); // Ignores the stock.
        var category = await shop.QuerySqlAsync<string>($"select category from products where id = {ids[0]}");
        foreach (var sort in new[] { "sort=popular", "sort=price-low", "sort=price-high" })
        {
            foreach (var list in new[] { sort, $"{sort}&category={category}" })
            {
                var first = await ListAsync($"{list}&size=100");
                Assert.Equal(first.Items.OrderBy(item => item.Stock == 0), first.Items);
                var ofCategory = list == sort ? "" : $"where category = '{category}'";
                var count = await shop.QuerySqlAsync<long>($"select count(*) from products {ofCategory}");
                var last = await ListAsync($"{list}&size=100&page={(count + 99) / 100}");
                Assert.Equal(0, last.Items[^1].Stock);
            }
        }
    }

    [Theory]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "낮달 책상 스탠드")]
    [InlineData("ko;q=0.2,en;q=0.7", "Daymoon Desk Lamp")]
    [InlineData("fr-FR", "낮달 책상 스탠드")]
    [InlineData(";;=,,", "낮달 책상 스탠드")]
    public async Task Product_is_described_in_the_accepted_language(string acceptLanguage, string expected)
    {
        using var commerce = shop.CreateClient("commerce");
        commerce.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", acceptLanguage);

        Assert.Equal(expected, (await commerce.GetFromJsonAsync<ProductReply>("/products/1"))!.Name);
        var makgeolli = (await commerce.GetFromJsonAsync<ProductReply>("/products/22"))!;
        Assert.Equal((9_500L, true), (makgeolli.PriceWon, makgeolli.AdultsOnly));
    }

    /// <summary>InvalidRequestTests sends other invalid queries.</summary>
    [Theory]
    [InlineData("size=", "size")]
    [InlineData("category=garden", "category")]
    [InlineData("q=LONG", "q")]
    public async Task Invalid_query_is_refused_with_its_field(string query, string field)
    {
        using var commerce = shop.CreateClient("commerce");

        var response = await commerce.GetAsync(
            $"/products?{query.Replace("LONG", new string('q', Limits.SearchLength + 1))}");

        var problem = await Shopper.ReadAsync<JsonObject>(
            response, HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            (SharedProblemCodes.InvalidRequest, field), ((string?)problem["code"], (string?)problem["field"]));
    }

    [Fact]
    public async Task Every_product_and_banner_image_exists()
    {
        using var web = shop.CreateClient("web");
        var images = await shop.QuerySqlAsync<string[]>("""
            select array_agg(image_url) from (
                select image_url from products where id < 1000 -- Without the products of tests.
                union select image_url from banners) images
            """);

        foreach (var image in images)
        {
            var response = await web.GetAsync(image);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("image/svg+xml", response.Content.Headers.ContentType?.MediaType);
        }
    }

    private async Task<ProductsReply> ListAsync(string query)
    {
        using var commerce = shop.CreateClient("commerce");
        return await Shopper.ReadAsync<ProductsReply>(await commerce.GetAsync($"/products?{query}"), HttpStatusCode.OK);
    }
}

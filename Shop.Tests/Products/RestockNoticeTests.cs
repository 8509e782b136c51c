using System.Net;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class RestockNoticeTests(RunningShop shop)
{
    [Fact]
    public async Task Requests_are_idempotent_and_private_and_products_that_are_back_come_first()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var (first, second) = (await shop.NewProductAsync(stock: 0), await shop.NewProductAsync(stock: 0));
        foreach (var id in new[] { first.Id, first.Id, second.Id })
        {
            Assert.Equal(HttpStatusCode.NoContent, await RequestAsync(shopper.Commerce, id));
        }

        await shop.ExecuteSqlAsync($"update products set received = received + 5, stock = 5 where id = {first.Id}");

        Assert.Equal([(first.Id, 5), (second.Id, 0)], await ListAsync(shopper));
        Assert.Empty(await ListAsync(other));
        for (var time = 0; time < 2; time++)
        {
            var removed = await shopper.Commerce.DeleteAsync($"/products/{first.Id}/restock-notice");
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
            Assert.Equal([(second.Id, 0)], await ListAsync(shopper));
        }
    }

    [Fact]
    public async Task Unknown_product_and_too_many_requests_are_refused()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 0));
        await RequestAsync(shopper.Commerce, product.Id);
        await shop.ExecuteSqlAsync($"""
            insert into products (id, category, name_ko, name_en, description_ko, description_en, price_won, image_url,
                                  stock, received)
            select 9000000 + n, category, name_ko, name_en, '', '', price_won, image_url, 0, 0
            from products, generate_series(1, {Limits.RestockNotices + 10}) n where id = {product.Id}
            on conflict do nothing;
            insert into restock_notices (shopper_id, product_id)
            select '{shopper.AccountId}', 9000000 + n from generate_series(1, {Limits.RestockNotices} - 2) n
            """);

        var concurrent = await Task.WhenAll(Enumerable.Range(Limits.RestockNotices, 10)
            .Select(number => RequestAsync(shopper.Commerce, 9_000_000 + number)));

        Assert.Equal(1, concurrent.Count(status => status == HttpStatusCode.NoContent));
        Assert.Equal(9, concurrent.Count(status => status == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(HttpStatusCode.NoContent, await RequestAsync(shopper.Commerce, product.Id)); // Not counted again.
        Assert.Equal(HttpStatusCode.NotFound, await RequestAsync(shopper.Commerce, 999_999_999));
    }

    private static async Task<HttpStatusCode> RequestAsync(HttpClient commerce, int productId) =>
        (await commerce.PutAsync($"/products/{productId}/restock-notice", null)).StatusCode;

    private static async Task<IEnumerable<(int, int)>> ListAsync(Shopper shopper)
    {
        var response = await shopper.Commerce.GetAsync("/restock-notices");
        var list = await Shopper.ReadAsync<RestockNoticesReply>(response, HttpStatusCode.OK);
        return list.Items.Select(item => (item.Id, item.Stock));
    }
}

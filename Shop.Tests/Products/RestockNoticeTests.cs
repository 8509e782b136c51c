using System.Net;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class RestockNoticeTests(RunningShop shop)
{
    [Fact]
    public async Task Request_is_idempotent_and_can_be_withdrawn()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 0));

        await RequestAsync(shopper, product.Id);
        await RequestAsync(shopper, product.Id);
        Assert.Equal(product.Id, Assert.Single((await ListAsync(shopper)).Items).Id);

        await RemoveAsync(shopper, product.Id);
        await RemoveAsync(shopper, product.Id);
        Assert.Empty((await ListAsync(shopper)).Items);
    }

    [Fact]
    public async Task Products_that_are_back_come_first_and_another_shopper_sees_nothing()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var (first, second) = (await shop.NewProductAsync(stock: 0), await shop.NewProductAsync(stock: 0));
        await RequestAsync(shopper, first.Id);
        await RequestAsync(shopper, second.Id);

        await shop.CommerceAsync($"update products set received = received + 5, stock = 5 where id = {first.Id}");

        Assert.Equal(
            [(first.Id, 5), (second.Id, 0)],
            (await ListAsync(shopper)).Items.Select(item => (item.Id, item.Stock)));
        Assert.Empty((await ListAsync(other)).Items);
    }

    [Fact]
    public async Task Unknown_product_is_not_found_and_a_guest_is_refused()
    {
        var shopper = await shop.NewShopperAsync();
        using var guest = shop.CreateClient("commerce");

        Assert.Equal(HttpStatusCode.NotFound, await StatusOfRequestAsync(shopper, 999_999_999));
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await guest.PutAsync("/products/1/restock-notice", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await guest.GetAsync("/restock-notices")).StatusCode);
    }

    [Fact]
    public async Task Number_of_requests_per_shopper_is_limited()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 0));
        await RequestAsync(shopper, product.Id);
        await shop.CommerceAsync($"""
            insert into products (id, category, name_ko, name_en, description_ko, description_en, price_won, image_url,
                                  stock, received)
            select 9000000 + n, category, name_ko, name_en, '', '', price_won, image_url, 0, 0
            from products, generate_series(1, {Limits.RestockNotices + 10}) n where id = {product.Id}
            on conflict do nothing;
            insert into restock_notices (shopper_id, product_id)
            select '{shopper.AccountId}', 9000000 + n from generate_series(1, {Limits.RestockNotices} - 2) n
            """);

        var concurrent = await Task.WhenAll(Enumerable.Range(Limits.RestockNotices, 10)
            .Select(number => StatusOfRequestAsync(shopper, 9_000_000 + number)));

        Assert.Equal(1, concurrent.Count(status => status == HttpStatusCode.NoContent));
        Assert.Equal(9, concurrent.Count(status => status == HttpStatusCode.UnprocessableEntity));
        await RequestAsync(shopper, product.Id); // A repeated request is not counted again.
    }

    private static async Task RequestAsync(Shopper shopper, int productId) =>
        Assert.Equal(HttpStatusCode.NoContent, await StatusOfRequestAsync(shopper, productId));

    private static async Task<HttpStatusCode> StatusOfRequestAsync(Shopper shopper, int productId) =>
        (await shopper.Commerce.PutAsync($"/products/{productId}/restock-notice", null)).StatusCode;

    private static async Task RemoveAsync(Shopper shopper, int productId) => Assert.Equal(
        HttpStatusCode.NoContent,
        (await shopper.Commerce.DeleteAsync($"/products/{productId}/restock-notice")).StatusCode);

    private static async Task<RestockNoticesReply> ListAsync(Shopper shopper) =>
        await Shopper.ReadAsync<RestockNoticesReply>(
            await shopper.Commerce.GetAsync("/restock-notices"), HttpStatusCode.OK);
}

using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Orders;

[Collection(RunningShop.SharedToo)]
public sealed class ConcurrentOrderTests(RunningShop shop)
{
    [Fact]
    public async Task Twenty_tabs_with_one_cart_place_one_order()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 100);
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));
        var cart = await shopper.Commerce.GetFromJsonAsync<CartReply>("/cart");
        var request = new OrderRequest(Shopper.Home, CartVersion: cart!.Version);

        var orders = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(tab => PlaceAsync(shopper, request, $"tab-{tab}")));

        Assert.Single(orders.Select(order => order!.PaymentKey).Distinct());
        Assert.Equal(99, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Twenty_requests_with_one_key_place_one_order()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 100);
        var request = new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]);

        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PlaceAsync(shopper, request, "the-same")));

        Assert.Single(orders.Select(order => order!.PaymentKey).Distinct());
        Assert.Equal(99, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Two_hundred_shoppers_get_twenty_pieces()
    {
        var rare = await shop.NewProductAsync(stock: 20);
        var shoppers = new Shopper[200];
        await Parallel.ForAsync(0, shoppers.Length, async (i, _) => shoppers[i] = await shop.NewShopperAsync());
        var request = new OrderRequest(Shopper.Home, [new(rare.Id, 1)]);

        var orders = await Task.WhenAll(shoppers.Select(shopper => PlaceAsync(shopper, request, "the-last-ones")));

        Assert.Equal(20, orders.Count(order => order is not null));
        Assert.Equal(0, await shop.StockOfAsync(rare));
        Assert.Equal(20, await shop.CommerceAsync<long>(
            $"select sum(quantity) from order_lines where product_id = {rare.Id}"));
    }

    [Fact]
    public async Task Orders_of_the_same_products_in_any_order_do_not_deadlock()
    {
        var shopper = await shop.NewShopperAsync();
        var (lamp, chair) = (await shop.NewProductAsync(stock: 1_000), await shop.NewProductAsync(stock: 1_000));

        // Every quantity is different, because orders with equal content would be one order.
        var orders = await Task.WhenAll(Enumerable.Range(1, 40).Select(quantity => PlaceAsync(
            shopper,
            quantity % 2 == 0
                ? new(Shopper.Home, [new(lamp.Id, quantity), new(chair.Id, quantity)])
                : new(Shopper.Home, [new(chair.Id, quantity), new(lamp.Id, quantity)]),
            $"circle-{quantity}")));

        Assert.Equal(40, orders.Select(order => order!.OrderId).Distinct().Count());
        Assert.Equal((180, 180), (await shop.StockOfAsync(lamp), await shop.StockOfAsync(chair)));
    }

    /// <summary>Returns the order, or null if the product is sold out.</summary>
    private static async Task<OrderReply?> PlaceAsync(Shopper shopper, OrderRequest request, string key)
    {
        var answer = await shopper.SendOrderWithRetriesAsync(request, key);
        return answer.StatusCode == HttpStatusCode.Conflict
            ? null
            : await Shopper.ReadAsync<OrderReply>(
                answer, answer.StatusCode == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.Created);
    }
}

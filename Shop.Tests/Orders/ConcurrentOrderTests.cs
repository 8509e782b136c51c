using System.Net;
using Shop.Tests.Carts;
using Shop.Tests.Web;

namespace Shop.Tests.Orders;

[Collection(RunningShop.SharedToo)]
public sealed class ConcurrentOrderTests(RunningShop shop)
{
    [Theory]
    [InlineData("one-key", false)]
    [InlineData(null, false)] // Each request has its own key.
    [InlineData(null, true)]
    public async Task Twenty_requests_of_one_shopper_for_the_last_pieces_place_one_order(string? key, bool isFromCart)
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 2));
        var request = isFromCart
            ? new OrderRequest(Shopper.Home, CartVersion: (await shopper.PutAsync(lamp, 2)).Version)
            : new OrderRequest(Shopper.Home, [new(lamp.Id, 2)]);

        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(tab =>
            shopper.OrderOrContinueAsync(request, key ?? $"tab-{tab}")));

        Assert.Single(orders.Distinct());
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Equal(0, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Two_hundred_shoppers_get_twenty_pieces()
    {
        var rare = await shop.NewProductAsync(stock: 20);
        var shoppers = new Shopper[200];
        await Parallel.ForAsync(0, shoppers.Length, async (i, _) => shoppers[i] = await shop.NewShopperAsync());
        var request = new OrderRequest(Shopper.Home, [new(rare.Id, 1)]);

        var statuses = await Task.WhenAll(shoppers.Select(async shopper =>
            (await shopper.SendOrderWithRetriesAsync(request, "the-last-ones")).StatusCode));

        Assert.Equal(20, statuses.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(180, statuses.Count(status => status == HttpStatusCode.Conflict));
        Assert.Equal(0, await shop.StockOfAsync(rare));
        Assert.Equal(20, await shop.QuerySqlAsync<long>(
            $"select sum(quantity) from order_lines where product_id = {rare.Id}"));
    }

    [Fact]
    public async Task Orders_of_the_same_products_in_any_order_do_not_deadlock()
    {
        var shopper = await shop.NewShopperAsync();
        var (lamp, chair) = (await shop.NewProductAsync(stock: 1_000), await shop.NewProductAsync(stock: 1_000));

        // Every quantity is different, because orders with equal content would be one order.
        var orders = await Task.WhenAll(Enumerable.Range(1, 40).Select(quantity => shopper.OrderAsync(
            quantity % 2 == 0
                ? new(Shopper.Home, [new(lamp.Id, quantity), new(chair.Id, quantity)])
                : new OrderRequest(Shopper.Home, [new(chair.Id, quantity), new(lamp.Id, quantity)]))));

        Assert.Equal(40, orders.Select(order => order.OrderId).Distinct().Count());
        Assert.Equal((180, 180), (await shop.StockOfAsync(lamp), await shop.StockOfAsync(chair)));
    }
}

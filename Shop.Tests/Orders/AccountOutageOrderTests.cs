using System.Net;
using System.Text.Json.Nodes;
using Shop.Tests.Carts;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Orders;

[Collection(ChaosShop.Name)]
public sealed class AccountOutageOrderTests(ChaosShop shop)
{
    [Fact]
    public async Task Nothing_is_written_and_a_retry_succeeds_after_the_outage()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 5);
        await shopper.LooksAtTheCartAsync(); // Makes Commerce cache Account's keys.

        await shop.WithoutAsync("account", async () =>
        {
            Assert.Empty((await shopper.LooksAtTheCartAsync()).Lines);
            var away = await shopper.SendsOrderAsync(new(Shopper.Home, [new(lamp.Id, 1)]), "once");

            var problem = await Shopper.ReadAsync<JsonObject>(away, HttpStatusCode.ServiceUnavailable);
            Assert.Equal("UNAVAILABLE", (string)problem["code"]!);
            Assert.Equal(0, await shop.CommerceAsync<long>($"""
                select (select count(*) from orders where shopper_id = '{shopper.AccountId}')
                    + (select count(*) from order_requests where shopper_id = '{shopper.AccountId}')
                """));
            Assert.Equal(5, await shop.StockOfAsync(lamp));
        });

        await Eventually.IsAsync(
            () => shopper.SendsOrderAsync(new(Shopper.Home, [new(lamp.Id, 1)]), "once"),
            answer => answer.StatusCode == HttpStatusCode.Created,
            TimeSpan.FromSeconds(60));
        Assert.Equal(4, await shop.StockOfAsync(lamp));
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Shop.Tests.Carts;

namespace Shop.Tests.Orders;

public sealed class OrderingWhileAccountIsAway
{
    [Fact]
    public async Task Nothing_is_written_and_the_same_request_succeeds_when_Account_is_back()
    {
        var shop = await RunningShop.StartAsync(_ => { });
        try
        {
            var shopper = await shop.NewShopperAsync();
            var lamp = await shop.NewProductAsync(stock: 5);
            await shopper.LooksAtTheCartAsync(); // Commerce knows Account's keys from here on.
            await shop.App.ResourceCommands.ExecuteCommandAsync("account", KnownResourceCommands.StopCommand);

            Assert.Empty((await shopper.LooksAtTheCartAsync()).Lines);
            var away = await shopper.SendsOrderAsync(new(Shopper.Home, [new(lamp.Id, 1)]), "once");

            var problem = await Shopper.ReadAsync<JsonObject>(away, HttpStatusCode.ServiceUnavailable);
            Assert.Equal("UNAVAILABLE", (string)problem["code"]!);
            Assert.Equal(0, await shop.CommerceAsync<long>(
                "select (select count(*) from orders) + (select count(*) from order_requests)"));
            Assert.Equal(5, await shop.StockOfAsync(lamp));

            await shop.App.ResourceCommands.ExecuteCommandAsync("account", KnownResourceCommands.StartCommand);
            await Eventually.IsAsync(
                () => shopper.SendsOrderAsync(new(Shopper.Home, [new(lamp.Id, 1)]), "once"),
                answer => answer.StatusCode == HttpStatusCode.Created,
                TimeSpan.FromSeconds(60));
            Assert.Equal(4, await shop.StockOfAsync(lamp));
        }
        finally
        {
            await shop.DisposeAsync();
        }
    }
}

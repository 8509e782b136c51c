// Every order asks Account about its shopper. An Account that is busy, or has hung for a while, must not refuse more
// orders than it has to.
using System.Net;
using Shop.Tests.Accounts;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Defence;

[Collection(ChaosShop.Name)]
public sealed class BusyAccountTests(ChaosShop shop)
{
    private const int SignIns = 40;
    private const int Orders = 30;
    private const int OrdersDuringTheHang = 110; // The circuit breaker ignores failures of fewer than 100 calls.

    [Fact]
    public async Task Orders_succeed_while_passwords_keep_Account_busy()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1_000));
        await shopper.OrderAsync(await shop.NewProductAsync());
        using var end = new CancellationTokenSource();
        var signedIn = 0;
        var busy = Enumerable.Range(0, SignIns).Select(async _ =>
        {
            var account = new AccountApi(shop);
            while (!end.IsCancellationRequested)
            {
                await account.SignInSuccessfullyAsync(shopper.LoginId);
                Interlocked.Increment(ref signedIn);
            }
        }).ToList();
        await Eventually.IsAsync(() => Task.FromResult(signedIn), count => count >= SignIns);

        for (var quantity = 1; quantity <= Orders; quantity++) // A pending order of the same goods would be repeated.
        {
            using var response = await SendOrderAsync(shopper, lamp, quantity);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }

        await end.CancelAsync();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task First_order_after_a_hang_of_Account_succeeds()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await shop.WhileHangsAsync("account", async () =>
        {
            var refused = await Task.WhenAll(
                Enumerable.Range(0, OrdersDuringTheHang).Select(_ => SendOrderAsync(shopper, lamp)));
            Assert.All(refused, response => Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode));
        });

        using var response = await SendOrderAsync(shopper, lamp);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static Task<HttpResponseMessage> SendOrderAsync(Shopper shopper, Product product, int quantity = 1) =>
        shopper.SendOrderAsync(new(Shopper.Home, [new(product.Id, quantity)]), $"{Guid.NewGuid():N}");
}

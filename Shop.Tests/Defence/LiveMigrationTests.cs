// A new version's migration runs while the previous version serves. A statement that a connection has prepared fails
// once after its table has got a column; the shopper is asked to try again, which is true, and sees no error of ours.
using System.Net;
using Shop.Tests.Graphs;

namespace Shop.Tests.Defence;

[Collection(ChaosShop.Name)]
public sealed class LiveMigrationTests(ChaosShop shop)
{
    // Enough for every pooled connection to prepare the statements: a replica has at most 20, each at its second use.
    private const int Calls = 60;

    [Fact]
    public async Task Column_added_while_serving_is_answered_with_try_again_and_then_served()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        for (var call = 0; call < Calls; call++)
        {
            await StatusOfAsync(shopper, order.OrderId);
        }

        var statuses = new List<HttpStatusCode>();
        await shop.CommerceAsync("alter table orders add column added_while_serving int");
        try
        {
            for (var call = 0; call < Calls; call++)
            {
                statuses.Add(await StatusOfAsync(shopper, order.OrderId));
            }
        }
        finally
        {
            await shop.CommerceAsync("alter table orders drop column added_while_serving");
        }

        Assert.Contains(HttpStatusCode.ServiceUnavailable, statuses);
        Assert.All(statuses, status => Assert.True(
            status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{status}"));
        Assert.Equal(HttpStatusCode.OK, statuses[^1]);

        // What was prepared before the column went fails once more; later tests shall not meet that.
        await Eventually.IsAsync(
            async () => (await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ =>
                StatusOfAsync(shopper, order.OrderId)))).Count(status => status == HttpStatusCode.OK),
            served => served == Calls);
    }

    private static async Task<HttpStatusCode> StatusOfAsync(Shopper shopper, Guid order)
    {
        using var answer = await shopper.Commerce.GetAsync($"/orders/{order}");
        return answer.StatusCode;
    }
}

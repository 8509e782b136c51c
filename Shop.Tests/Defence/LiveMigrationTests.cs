// The migration of a new version runs while the previous version is still serving. After it has added a column, each
// prepared statement on that table fails once per connection. The service must answer 503, and then serve again. See
// findings/npgsql-auto-prepare-add-column.sh.
using System.Net;
using Shop.Tests.Graphs;

namespace Shop.Tests.Defence;

[Collection(ChaosShop.Name)]
public sealed class LiveMigrationTests(ChaosShop shop)
{
    // Enough for every pooled connection to prepare the statements: a replica has at most 20 connections, and each
    // prepares a statement at its second use.
    private const int Calls = 60;

    [Fact]
    public async Task Requests_after_an_added_column_get_503_and_then_succeed()
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

        // Dropping the column makes the prepared statements fail once more. Wait for that before the next test.
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

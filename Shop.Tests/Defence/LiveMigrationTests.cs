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
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await ShowOftenAsync();

        await shop.ExecuteSqlAsync("alter table orders add column added_while_serving int");
        try
        {
            var statuses = await ShowOftenAsync();

            Assert.Contains(HttpStatusCode.ServiceUnavailable, statuses);
            Assert.Empty(statuses.Except([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]));
            Assert.Equal(HttpStatusCode.OK, statuses[^1]);
        }
        finally
        {
            await shop.ExecuteSqlAsync("alter table orders drop column added_while_serving");
        }

        // Dropping the column makes the prepared statements fail once more. Wait for that before the next test.
        await Eventually.IsAsync(
            () => Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => ShowAsync())),
            statuses => statuses.All(status => status == HttpStatusCode.OK));

        async Task<List<HttpStatusCode>> ShowOftenAsync()
        {
            var statuses = new List<HttpStatusCode>();
            for (var call = 0; call < Calls; call++)
            {
                statuses.Add(await ShowAsync());
            }

            return statuses;
        }

        async Task<HttpStatusCode> ShowAsync()
        {
            using var response = await shopper.Commerce.GetAsync($"/orders/{order.OrderId}");
            return response.StatusCode;
        }
    }
}

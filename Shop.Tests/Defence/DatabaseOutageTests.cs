using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Carts;
using Shop.Tests.Graphs;
using Shop.Tests.Orders;
using Shop.Tests.Startup;
using Shop.Tests.Web;

namespace Shop.Tests.Defence;

/// <summary>A database refuses connections, or the connection pool of a service is exhausted.</summary>
[Collection(ChaosShop.Name)]
public sealed class DatabaseOutageTests(ChaosShop shop)
{
    private const int MoreThanConnections = 25;

    [Fact]
    public async Task Requests_get_503_and_the_log_has_no_exceptions()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await shopper.GetCartAsync();
        var before = shop.Console.Text.Length;

        await WithoutDatabaseAsync("commercedb", shop.CommerceDb, async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                await AssertUnavailableAsync(await shopper.Commerce.GetAsync($"/products/{lamp.Id}"));
                await AssertUnavailableAsync(await shopper.Commerce.PutAsJsonAsync(
                    $"/cart/lines/{lamp.Id}", new CartLineRequest(1)));
            }
        });

        var log = await WaitForLogAsync(before, "PUT /cart/lines/{productId");
        Assert.DoesNotContain("ExceptionHandlerMiddleware", log);
        Assert.DoesNotContain("Microsoft.EntityFrameworkCore.Database", log);
        Assert.DoesNotContain("Microsoft.EntityFrameworkCore.Query[", log);
        Assert.Single((await shopper.PutAsync(lamp, 1)).Lines);
    }

    [Fact]
    public async Task Pages_get_503_while_sessions_cannot_be_read()
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.SignInAsync(await shop.NewShopperAsync());
        var before = shop.Console.Text.Length;

        await WithoutDatabaseAsync("webdb", shop.WebDb, async () =>
        {
            foreach (var address in new[] { "/", "/me" })
            {
                using var page = await visitor.OpenAsync(address).WaitAsync(TimeSpan.FromSeconds(20));
                Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
                Assert.NotNull(page.Headers.RetryAfter);
                Assert.Contains("잠시 연결이 원활하지 않습니다", await PlainVisitor.WordsOfAsync(page));
            }

            Assert.Equal(HttpStatusCode.OK, await StatusOfAsync("/shop.css"));
        });

        await Eventually.IsAsync(() => StatusOfAsync("/me"), status => status == HttpStatusCode.OK);
        Assert.DoesNotContain("   at ", await WaitForLogAsync(before, "The database is unavailable"));

        async Task<HttpStatusCode> StatusOfAsync(string address)
        {
            using var page = await visitor.OpenAsync(address);
            return page.StatusCode;
        }
    }

    [Fact]
    public async Task Request_without_a_free_connection_gets_503()
    {
        var lamp = await shop.NewProductAsync();
        var database = await shop.App.GetConnectionStringAsync("commercedb-login");
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce", ("ConnectionStrings__commercedb", $"{database};Timeout=5"));
        await commerce.AnswersAsync();
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var lockAll = new NpgsqlCommand("lock table products in access exclusive mode", connection))
        {
            await lockAll.ExecuteNonQueryAsync();
        }

        var requests = Enumerable.Range(0, MoreThanConnections)
            .Select(_ => commerce.Http.GetAsync($"/products/{lamp.Id}"))
            .ToList();
        var first = await await Task.WhenAny(requests);
        await transaction.RollbackAsync();

        await AssertUnavailableAsync(first);
        await Task.WhenAll(requests);
        await Shopper.ReadAsync<ProductReply>(await commerce.Http.GetAsync($"/products/{lamp.Id}"), HttpStatusCode.OK);
    }

    // Whether a write happened is unknown, so the problem may not say that nothing changed.
    private static async Task AssertUnavailableAsync(HttpResponseMessage response)
    {
        var problem = await OrderTestExtensions.ProblemOfAsync(
            response, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        Assert.DoesNotContain("Nothing", (string)problem["detail"]!);
    }

    private Task<string> WaitForLogAsync(int from, string text) =>
        Eventually.IsAsync(() => Task.FromResult(shop.Console.Text[from..]), log => log.Contains(text));

    private async Task WithoutDatabaseAsync(string database, NpgsqlDataSource ofTheTest, Func<Task> act)
    {
        try
        {
            await ExecuteAsync($"alter database {database} allow_connections false");
            await ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'");
            await act();
        }
        finally
        {
            await ExecuteAsync($"alter database {database} allow_connections true");
            ofTheTest.Clear(); // The test's connections were ended too.
        }

        // Connects to another database of the server, because a session cannot close the database that it uses.
        async Task ExecuteAsync(string sql)
        {
            var builder = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync(database))
            {
                Database = "postgres",
                Pooling = false,
            };
            await using var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}

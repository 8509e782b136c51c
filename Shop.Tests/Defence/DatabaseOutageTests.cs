using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Carts;
using Shop.Tests.Graphs;
using Shop.Tests.Starting;
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
        await shopper.LooksAtTheCartAsync();
        var before = shop.Console.Text.Length;

        try
        {
            await ExecuteAsOwnerAsync("alter database commercedb allow_connections false");
            await ExecuteAsOwnerAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'commercedb'");
            for (var i = 0; i < 3; i++)
            {
                await AssertUnavailableAsync(await shopper.Commerce.GetAsync($"/products/{lamp.Id}"));
                await AssertUnavailableAsync(await shopper.Commerce.PutAsJsonAsync(
                    $"/cart/lines/{lamp.Id}", new CartLineRequest(1)));
            }
        }
        finally
        {
            await ExecuteAsOwnerAsync("alter database commercedb allow_connections true");
            shop.CommerceDb.Clear(); // The statement above ended the test's connections too.
        }

        var log = await Eventually.IsAsync(
            () => Task.FromResult(shop.Console.Text[before..]), text => text.Contains("PUT /cart/lines/{productId"));
        Assert.DoesNotContain("ExceptionHandlerMiddleware", log);
        Assert.DoesNotContain("Microsoft.EntityFrameworkCore.Database", log);
        Assert.DoesNotContain("Microsoft.EntityFrameworkCore.Query[", log);
        Assert.Single((await shopper.PutsAsync(lamp, 1)).Lines);
    }

    [Fact]
    public async Task Pages_get_503_while_sessions_cannot_be_read()
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());
        var before = shop.Console.Text.Length;

        try
        {
            await ExecuteAsOwnerAsync("alter database webdb allow_connections false", "webdb");
            await ExecuteAsOwnerAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'webdb'", "webdb");
            foreach (var address in new[] { "/", "/me" })
            {
                using var answer = await visitor.OpensAsync(address).WaitAsync(TimeSpan.FromSeconds(20));
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.NotNull(answer.Headers.RetryAfter);
                Assert.Contains("잠시 연결이 원활하지 않습니다", await PlainVisitor.WordsOfAsync(answer));
            }

            using var look = await visitor.OpensAsync("/shop.css");
            Assert.Equal(HttpStatusCode.OK, look.StatusCode);
        }
        finally
        {
            await ExecuteAsOwnerAsync("alter database webdb allow_connections true", "webdb");
            shop.WebDb.Clear();
        }

        await Eventually.IsAsync(
            async () =>
            {
                using var answer = await visitor.OpensAsync("/me");
                return answer.StatusCode;
            },
            status => status == HttpStatusCode.OK);
        var log = await Eventually.IsAsync(
            () => Task.FromResult(shop.Console.Text[before..]), text => text.Contains("The database is unavailable"));
        Assert.DoesNotContain("   at ", log);
    }

    [Fact]
    public async Task Request_without_a_free_connection_gets_503()
    {
        var lamp = await shop.NewProductAsync();
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce",
            ("ConnectionStrings__commercedb", $"{await ConnectionStringAsync()};Timeout=5"));
        await commerce.AnswersAsync();
        await using var holder = await shop.CommerceDb.OpenConnectionAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var lockAll = new NpgsqlCommand("lock table products in access exclusive mode", holder))
        {
            await lockAll.ExecuteNonQueryAsync();
        }

        var asked = Enumerable.Range(0, MoreThanConnections)
            .Select(_ => commerce.Http.GetAsync($"/products/{lamp.Id}"))
            .ToList();
        var first = await await Task.WhenAny(asked);
        await hold.RollbackAsync();

        await AssertUnavailableAsync(first);
        await Task.WhenAll(asked);
        await Shopper.ReadAsync<ProductReply>(await commerce.Http.GetAsync($"/products/{lamp.Id}"), HttpStatusCode.OK);
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(answer, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("UNAVAILABLE", (string)problem["code"]!);
        Assert.DoesNotContain("Nothing", (string)problem["detail"]!);
    }

    private async Task<string> ConnectionStringAsync() =>
        (await shop.App.GetConnectionStringAsync("commercedb-login"))!;

    // Connects to another database of the server, because a session cannot close the database that it uses.
    private async Task ExecuteAsOwnerAsync(string sql, string database = "commercedb")
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

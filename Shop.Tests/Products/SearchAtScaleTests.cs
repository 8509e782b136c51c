// Measures the search. With SEARCH=full it fills a separate database with 100,000 generated products, indexes them, and
// prints the duration of each query: the median of 21 runs, including the page and the total. Without it, the test uses
// 1,000 products and checks no duration.
using System.Diagnostics;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Commerce.Products;
using Shop.Commerce.Products.Search;
using Shop.Tests.Starting;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class SearchAtScaleTests(RunningShop shop, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Runs = 21;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(10);

    private static readonly string[] Queries =
    [
        "ㅅㅌㄷ", "ㅁㄱㄹ", "책상스탠드", "조명", "스텐드", "만연필", "녹챠", "쇼주", "fountian pen", "tmxosem", "선물", "이불",
        "스탠드", "막걸리", "소주", "lamp", "차", "등", "책상 스탠드", "만년필 화이트", "zzz",
    ];

    private readonly bool _isFull = Environment.GetEnvironmentVariable("SEARCH") == "full";
    private readonly string _database = $"scale_{Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        await using var owner = await OpenAsync("postgres");
        await using var drop = new NpgsqlCommand($"drop database if exists {_database} with (force)", owner);
        await drop.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Every_query_finds_something_within_the_budget()
    {
        await MigrateAsync();
        await using var owner = await OpenAsync(_database);
        await GeneratedCatalogue.FillAsync(owner, _isFull ? 100_000 : 1_000);
        await IndexProducts.RunAsync(owner, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        var medians = new List<TimeSpan>();
        foreach (var query in Queries)
        {
            var (total, median) = await MeasureAsync(owner, query);
            output.WriteLine($"{query}: {total} products, {median.TotalMilliseconds:0.0} ms");
            medians.Add(median);
            Assert.Equal(query == "zzz", total == 0);
        }

        var middle = medians.Order().ElementAt(medians.Count / 2);
        output.WriteLine($"Median of all queries: {middle.TotalMilliseconds:0.0} ms");
        Assert.True(!_isFull || middle < Budget, $"The median is {middle.TotalMilliseconds:0.0} ms.");
    }

    // Measured at the client, so the duration is an upper bound of the time in the database.
    private static async Task<(long Total, TimeSpan Median)> MeasureAsync(NpgsqlConnection connection, string query)
    {
        var page = new ProductPage(null, ProductSort.Relevance, 1, 24, IsEnglish: false);
        var (total, times) = (0L, new List<TimeSpan>());
        for (var run = 0; run < Runs; run++)
        {
            var watch = Stopwatch.StartNew();
            var found = await SearchProducts.RunAsync(connection, SearchWord.Of(query), page, CancellationToken.None);
            total = found!.Total;
            times.Add(watch.Elapsed);
        }

        return (total, times.Order().ElementAt(Runs / 2));
    }

    private async Task MigrateAsync()
    {
        var connection = await shop.App.GetConnectionStringAsync("commercedb");
        var (exitCode, said, errors) = await ServiceProcess.MigrateAsync(
            shop, "Commerce", ("ConnectionStrings__commercedb", $"{connection};Database={_database}"));
        Assert.True(exitCode == 0, $"{exitCode}: {said}{errors}");
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(
            await shop.App.GetConnectionStringAsync("commercedb"))
        {
            Database = database,
            Pooling = false,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            CommandTimeout = 0,
        }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}

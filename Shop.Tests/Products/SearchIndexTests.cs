// `migrate` indexes missing and outdated products. The tests run the real program on a separate database.
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Commerce.Products;
using Shop.Commerce.Products.Search;
using Shop.Tests.Starting;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class SearchIndexTests(RunningShop shop) : IAsyncDisposable
{
    private readonly string _database = $"search_{Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        await using var owner = await OpenAsync("postgres");
        await ExecuteAsync(owner, $"drop database if exists {_database} with (force)");
    }

    [Fact]
    public async Task Migration_indexes_new_changed_and_outdated_products_and_a_second_run_changes_nothing()
    {
        await MigrateAsync("24 products");
        await MigrateAsync("0 products");
        await using var owner = await OpenAsync(_database);
        Assert.Equal([1], await FindAsync(owner, "스탠드"));

        await ExecuteAsync(owner, "update products set name_ko = '달빛 등잔' where id = 1");
        await ExecuteAsync(owner, "update categories set name_ko = '불빛' where category = 'lighting'");
        await MigrateAsync("4 products");
        Assert.Empty(await FindAsync(owner, "스탠드"));
        Assert.Equal([1], await FindAsync(owner, "등잔"));
        Assert.Contains(2, await FindAsync(owner, "불빛"));

        await ExecuteAsync(owner, "update indexed_products set version = version - 1 where product_id in (7, 8)");
        await ExecuteAsync(owner, "delete from indexed_products where product_id = 9");
        await MigrateAsync("3 products");
    }

    [Fact]
    public async Task Service_role_can_index_a_product()
    {
        var product = await shop.NewProductAsync();
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"update products set name_ko = 'w{product.Id} 등잔' where id = {product.Id}");
        await ExecuteAsync(connection, "set local role commerce_service");

        await WriteIndex.RunAsync(connection, [product.Id], CancellationToken.None);

        Assert.Equal([product.Id], await FindAsync(connection, $"w{product.Id}등잔"));
        await transaction.CommitAsync();
        Assert.DoesNotContain(product.Id, await WriteIndex.FindStaleAsync(connection, CancellationToken.None));
    }

    private async Task MigrateAsync(string indexed)
    {
        var connection = await shop.App.GetConnectionStringAsync("commercedb");
        var (exitCode, output, errors) = await ServiceProcess.MigrateAsync(
            shop, "Commerce", ("ConnectionStrings__commercedb", $"{connection};Database={_database}"));
        Assert.True(exitCode == 0, $"{exitCode}: {output}{errors}");
        Assert.Contains($"indexed now: {indexed}", output);
    }

    private static async Task<IEnumerable<int>> FindAsync(NpgsqlConnection connection, string query)
    {
        var page = new ProductPage(null, ProductSort.Relevance, 1, 24, IsEnglish: false);
        var found = await SearchProducts.RunAsync(connection, SearchWord.Of(query), page, CancellationToken.None);
        return found!.Items.Select(item => item.Id);
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var commerce = await shop.App.GetConnectionStringAsync("commercedb");
        var connection = new NpgsqlConnection($"{commerce};Database={database};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

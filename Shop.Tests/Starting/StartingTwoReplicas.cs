using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;

namespace Shop.Tests.Starting;

public sealed class StartingTwoReplicas
{
    /// <summary>With a key each, neither replica could decrypt what the other encrypted, for up to a day.</summary>
    [Fact]
    public async Task Replicas_on_an_empty_database_share_one_data_protection_key()
    {
        string[] services = ["account", "commerce", "web"];
        var shop = await RunningShop.StartAsync(builder =>
        {
            foreach (var service in services)
            {
                builder.CreateResourceBuilder<ProjectResource>(service).WithReplicas(2);
            }
        });
        try
        {
            foreach (var service in services)
            {
                var database = await shop.App.GetConnectionStringAsync($"{service}db");
                await using var source = NpgsqlDataSource.Create(database!);
                await using var count = source.CreateCommand("select count(*) from data_protection_keys");
                Assert.Equal(1L, await count.ExecuteScalarAsync());
            }
        }
        finally
        {
            await shop.DisposeAsync();
        }
    }
}

using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Graphs;

namespace Shop.Tests.Starting;

/// <summary>Two replicas of every service started together on empty databases.</summary>
[Collection(ReplicatedShop.Name)]
public sealed class ReplicaStartTests(ReplicatedShop shop)
{
    /// <summary>With separate keys, a replica could not decrypt the data of the other for up to a day.</summary>
    [Fact]
    public async Task Replicas_on_an_empty_database_share_one_data_protection_key()
    {
        foreach (var service in ReplicatedShop.Services)
        {
            var database = await shop.App.GetConnectionStringAsync($"{service}db");
            await using var source = NpgsqlDataSource.Create(database!);
            await using var count = source.CreateCommand("select count(*) from data_protection_keys");
            Assert.Equal(1L, await count.ExecuteScalarAsync());
        }
    }
}

using Aspire.Hosting.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Orders;
using Shop.ServiceDefaults.Data;

namespace Shop.Tests.Defence;

/// <summary>
/// The services' pools do not reset a connection between two calls, so that its statements stay prepared. Whatever
/// happened to the first call, the next one finds no transaction, no lock and no setting of it.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class PooledConnectionTests(RunningShop shop)
{
    private const string State = """
        select concat_ws(', ',
          (select string_agg(name || ' = ' || setting, ', ') from pg_settings
            where source = 'session' and name <> 'application_name'),
          case when xact_start < query_start - interval '50 milliseconds' then 'a transaction' end,
          (select string_agg(locktype, ', ') from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'),
          (select string_agg(relname, ', ') from pg_class where relpersistence = 't'))
        from pg_stat_activity where pid = pg_backend_pid()
        """;

    public static TheoryData<string> Acts =>
    [
        "a page is read", "a batch in one snapshot fails half-way", "a batch in one snapshot is cancelled",
        "a transaction fails", "a transaction is left open", "a statement times out", "a result is half read",
    ];

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Next_call_finds_nothing_of_the_one_before(string act)
    {
        await using var pool = NpgsqlDataSource.Create(await ConnectionStringAsync());
        var process = await AskAsync(pool, "select pg_backend_pid()::text");
        await AskAsync(pool, State); // Prepared by the second time.

        await ActAsync(act, pool);

        await AskAsync(pool, "select pg_sleep(0.1)::text"); // An open transaction is older than the next statement.
        Assert.Equal("", await AskAsync(pool, State));
        Assert.Equal(process, await AskAsync(pool, "select pg_backend_pid()::text")); // The same session.
        Assert.NotEqual("0", await AskAsync(pool, "select count(*)::text from pg_prepared_statements"));
    }

    // Without this the other test could pass on any session.
    [Theory]
    [InlineData("set statement_timeout = 5000", "statement_timeout")]
    [InlineData("set default_transaction_read_only = on", "default_transaction_read_only")]
    [InlineData("select pg_advisory_lock(42)", "advisory")]
    public async Task Setting_or_lock_of_a_session_would_be_seen(string leak, string seen)
    {
        await using var pool = NpgsqlDataSource.Create(await ConnectionStringAsync());
        await ExecuteAsync(pool, leak);

        Assert.Contains(seen, await AskAsync(pool, State), StringComparison.Ordinal);
    }

    private async Task ActAsync(string act, NpgsqlDataSource pool)
    {
        const string Configure = "set local statement_timeout = '4s'; select pg_advisory_xact_lock(42)";
        await using var connection = await pool.OpenConnectionAsync();
        switch (act)
        {
            case "a page is read":
                var options = new DbContextOptionsBuilder<CommerceDb>().UseNpgsql(connection);
                await using (var db = new CommerceDb(options.UseSnakeCaseNamingConvention().Options))
                {
                    var stranger = Guid.NewGuid();
                    Assert.Null(await new LoadOrder(db).ByIdAsync(Guid.NewGuid(), stranger, CancellationToken.None));
                }

                break;
            case "a batch in one snapshot fails half-way":
                await Assert.ThrowsAsync<PostgresException>(() => BatchAsync("select 1 / 0", CancellationToken.None));
                break;
            case "a batch in one snapshot is cancelled":
                using (var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200)))
                {
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(
                        () => BatchAsync("select pg_sleep(10)", soon.Token));
                }

                break;
            case "a transaction fails":
                await using (await connection.BeginTransactionAsync())
                {
                    await ExecuteAsync(Configure);
                    await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("select 1 / 0"));
                }

                break;
            case "a transaction is left open":
                await ExecuteAsync($"begin; {Configure}");
                break;
            case "a statement times out":
                await using (await connection.BeginTransactionAsync())
                {
                    await ExecuteAsync(Configure);
                    await using var command = new NpgsqlCommand("select pg_sleep(10)", connection);
                    command.CommandTimeout = 1;
                    await Assert.ThrowsAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync());
                }

                break;
            case "a result is half read":
                await using (var command = new NpgsqlCommand("select generate_series(1, 100000)", connection))
                {
                    var reader = await command.ExecuteReaderAsync();
                    await reader.ReadAsync();
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act), act, null);
        }

        async Task BatchAsync(string sql, CancellationToken ct)
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands = { OneSnapshot.Begin(), new(sql), OneSnapshot.End() },
            };
            await batch.ExecuteNonQueryAsync(ct);
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<string> AskAsync(NpgsqlDataSource pool, string sql)
    {
        await using var command = pool.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource pool, string sql)
    {
        await using var command = pool.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>As the service connects, with a pool of one connection.</summary>
    private async Task<string> ConnectionStringAsync()
    {
        var login = await shop.App.GetConnectionStringAsync("commercedb-login");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:commercedb", $"{login};Maximum Pool Size=1")]).Build();
        return configuration.GetRequiredConnectionString("commercedb").ConnectionString;
    }
}

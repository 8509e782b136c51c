// The faults that histories and the load test inject: PortOne fails or loses responses, webhooks are lost, repeated or
// forged, and Commerce or its database is killed by SIGKILL, so that it cannot finish or clean up anything.
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Startup;

namespace Shop.Tests.Proof;

/// <summary>A fault, injected while the given actions are in progress.</summary>
public sealed record Fault(string Name, Func<World, IReadOnlyList<Task>, Task> InjectAsync);

/// <summary>The faults.</summary>
public static class Faults
{
    /// <summary>Each sets the behavior of PortOne from now on.</summary>
    public static readonly IReadOnlyList<Fault> OfPortOne =
    [
        Provider("PortOne works", new { }),
        Provider("calls fail", new { errorRate = 0.3, errorAfterCommitRate = 0.2 }),
        Provider("calls hang", new { timeoutRate = 0.3 }),
        Provider("cancels fail after the commit", new { only = "/cancel", errorAfterCommitRate = 0.8 }),
        Provider("cancels hang", new { only = "/cancel", timeoutRate = 0.8 }),
        Provider("cancels stay requested", new { cancellations = "REQUESTED" }),
        Provider("cancels are refused", new { cancellations = "FAILED" }),
        Provider("webhooks are lost", new { webhooks = new { mode = "off" } }),
        Provider("webhooks are faulty", new
        {
            webhooks = new { duplicates = 2, delayMs = 30, reorder = true, forgedRate = 0.5 },
        }),
    ];

    /// <summary>Kills Commerce as soon as the first action has ended, and restarts it when all have ended.</summary>
    public static readonly Fault KillOfCommerce = new("Commerce is killed", async (world, actions) =>
    {
        await (actions.Count == 0 ? Task.CompletedTask : Task.WhenAny(actions));
        await world.Commerce!.KillAsync();
        await Task.WhenAll(actions);
        await world.Commerce.StartAsync();
    });

    /// <summary>
    /// Kills one process of Commerce's database server, so the whole server crashes, and waits until it has recovered.
    /// The kill is sent over SQL, because the server may run in a container.
    /// </summary>
    public static async Task CrashDatabaseAsync(RunningShop shop)
    {
        var address = $"{await shop.App.GetConnectionStringAsync("commercedb")};Pooling=false";
        var before = await CheckpointerAsync();
        await QueryAsync<object>($"copy (select) to program 'kill -KILL {before}'");
        await Eventually.IsAsync(
            CheckpointerAsync, now => now is not null && now != before, TimeSpan.FromSeconds(60));
        shop.CommerceDb.Clear(); // The test's pooled connections are broken.

        Task<int?> CheckpointerAsync() =>
            QueryAsync<int?>("select pid from pg_stat_activity where backend_type = 'checkpointer'");

        async Task<T?> QueryAsync<T>(string sql)
        {
            try
            {
                await using var connection = new NpgsqlConnection(address);
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(sql, connection);
                return (T?)await command.ExecuteScalarAsync();
            }
            catch (NpgsqlException)
            {
                return default; // The server is unavailable, or crashes now.
            }
        }
    }

    private static Fault Provider(string name, object settings) =>
        new(name, (world, _) => world.Sandbox.SetFaultsAsync(settings));
}

/// <summary>A second Commerce process on the graph's database that can be killed and restarted.</summary>
public sealed class KillableCommerce(RunningShop shop) : IAsyncDisposable
{
    private ServiceProcess? _process;

    /// <summary>A client of the process, which may not be running.</summary>
    public HttpClient Http => _process!.Http;

    public int Kills { get; private set; }

    /// <summary>True from a kill until the restart has completed.</summary>
    public bool IsDown { get; private set; }

    public async Task StartAsync()
    {
        await ClearClaimsAsync(); // Again: PostgreSQL may have executed a claim that was sent just before the kill.
        _process = await ServiceProcess.StartAsync(
            shop, "Commerce", [.. KillAnywhereVictim.BesideTheGraph(shop), .. ProvenShop.ShortTimeouts]);
        await _process.AnswersAsync();
        IsDown = false;
    }

    /// <summary>Kills the process and clears all leases, so that its jobs can be processed at once.</summary>
    public async Task KillAsync()
    {
        (Kills, IsDown) = (Kills + 1, true);
        await DisposeAsync();
        await ClearClaimsAsync();
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task<int> ClearClaimsAsync() => shop.ExecuteSqlAsync("""
        update payment_jobs set claimed_until = null where claimed_until is not null;
        update reconciliations set claimed_until = null
        """);
}

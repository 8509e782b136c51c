// Checks the rules that must hold at any moment, whatever was repeated, lost, late, reordered, forged or killed. All
// proofs use it. The shop's database is read in one snapshot and PortOne's ledger after it, so PortOne may have more
// entries than the shop, but never fewer.
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Shop.Tests.Payments;

namespace Shop.Tests.Proof;

/// <summary>A violated rule. <paramref name="About"/> is the id of the payment, order, refund or product.</summary>
public sealed record Violation(string Rule, string About, string What);

/// <summary>Finds payments and orders that violate a rule.</summary>
public sealed class Invariants(RunningShop shop)
{
    private const string UnknownCapture = "a_capture_is_recorded_in_time";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SettleTime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether the settled state must be reconciled with PortOne's events, which takes a run and finds events after the
    /// shop has settled a payment. Otherwise SettleAsync reports them with a webhook.
    /// </summary>
    public bool IncludesReconciliation { get; init; }

    private IEnumerable<Rule> WhenSettled => IncludesReconciliation
        ? Rules.WhenSettled.Concat(Rules.WhenReconciled)
        : Rules.WhenSettled;

    /// <summary>
    /// Returns the violations of these payments, or of all. If everything is <paramref name="settled"/>, PortOne and
    /// the shop must agree exactly, and nothing may be in progress.
    /// </summary>
    public async Task<IReadOnlyList<Violation>> ViolatedAsync(
        IReadOnlyCollection<string>? paymentKeys = null, bool settled = false)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction =
            await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var takeSnapshot = new NpgsqlCommand("select from payments limit 1", connection);
        await takeSnapshot.ExecuteNonQueryAsync(); // The snapshot is taken here.
        return await ViolatedAsync(connection, await ProviderEntriesAsync(), paymentKeys, settled);
    }

    /// <summary>The entries of PortOne's ledger.</summary>
    public async Task<JsonArray> ProviderEntriesAsync() => (await shop.Sandbox.LedgerAsync())["items"]!.AsArray();

    /// <summary>The same in the caller's transaction and with the given ledger of PortOne.</summary>
    public async Task<IReadOnlyList<Violation>> ViolatedAsync(
        NpgsqlConnection connection, JsonArray providerEntries, IReadOnlyCollection<string>? paymentKeys, bool settled)
    {
        await CreateTablesAsync(connection, providerEntries, paymentKeys, settled ? TimeSpan.Zero : SettleTime);
        IReadOnlyList<Rule> rules = settled ? [.. Rules.Always, .. WhenSettled] : Rules.Always;
        var violated = new List<Violation>();
        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var rule in rules)
            {
                batch.BatchCommands.Add(new(rule.Violated));
            }

            await using var reader = await batch.ExecuteReaderAsync();
            foreach (var rule in rules)
            {
                while (await reader.ReadAsync())
                {
                    violated.Add(new(rule.Name, reader.GetString(0), reader.GetString(1)));
                }

                await reader.NextResultAsync();
            }
        }

        violated.AddRange(await UnknownShoppersAsync(connection));
        return violated;
    }

    /// <summary>
    /// Waits until these payments, or all, have settled, and fails if a rule is violated then. One check determines
    /// both, because a new report could arrive between two checks. Makes pending jobs due, so that no time is spent
    /// waiting for them. Calls <paramref name="meanwhile"/> between checks.
    /// </summary>
    public async Task SettleAsync(
        IReadOnlyCollection<string>? paymentKeys = null, Func<Task>? meanwhile = null)
    {
        var last = await Eventually.IsAsync(
            async () =>
            {
                var violated = (await ViolatedAsync(paymentKeys, settled: true)).ToLookup(violation =>
                    violation.Rule == UnknownCapture || WhenSettled.Any(rule => rule.Name == violation.Rule));
                await (meanwhile?.Invoke() ?? Task.CompletedTask);
                await MakeDueAsync([.. violated[true].Select(violation => violation.About).Distinct()]);
                return new Look([.. violated[true]], [.. violated[false]]);
            },
            look => look.UnderWay.Count == 0,
            Deadline);
        Assert.True(last.Wrong.Count == 0, $"{last.Wrong.Count} violations:\n{string.Join('\n', last.Wrong)}");
    }

    private async Task MakeDueAsync(string[] about)
    {
        await using var due = shop.CommerceDb.CreateCommand("""
            with due as (
                update payment_jobs set due_at = clock_timestamp()
                where payment_key = any ($1) and kind <> 'EXPIRE' and claimed_until is null
                    and due_at > clock_timestamp())
            select array_agg(key::text) from payments where key = any ($1)
                and not exists (select from payment_jobs where payment_key = key and kind <> 'EXPIRE')
            """);
        due.Parameters.Add(new() { Value = about });
        var unreported = await due.ExecuteScalarAsync() as string[];
        using var commerce = shop.CreateClient("commerce");
        foreach (var paymentKey in IncludesReconciliation ? [] : unreported ?? [])
        {
            (await commerce.SendAsync(Webhook.Signed(Webhook.About(paymentKey)))).Dispose();
        }
    }

    private static async Task CreateTablesAsync(
        NpgsqlConnection connection, JsonArray providerEntries, IReadOnlyCollection<string>? paymentKeys,
        TimeSpan settleTime)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in Rules.CreateTables)
        {
            batch.BatchCommands.Add(new(sql)
            {
                Parameters =
                {
                    new() { Value = providerEntries.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb },
                    new()
                    {
                        Value = (object?)paymentKeys?.ToArray() ?? DBNull.Value,
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                    },
                    new() { Value = settleTime },
                },
            });
        }

        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Finds orders whose shopper does not exist in Account's database.</summary>
    private async Task<IEnumerable<Violation>> UnknownShoppersAsync(NpgsqlConnection connection)
    {
        await using var shoppers = new NpgsqlCommand(
            "select coalesce(array_agg(distinct shopper_id), '{}') from compared", connection);
        await using var unknown = shop.AccountDb.CreateCommand("""
            select coalesce(array_agg(shopper), '{}') from unnest($1) shopper
            where not exists (select from members where id = shopper)
            """);
        unknown.Parameters.Add(new() { Value = await shoppers.ExecuteScalarAsync() });
        return ((Guid[])(await unknown.ExecuteScalarAsync())!).Select(shopper => new Violation(
            "an_order_has_a_shopper", $"{shopper}", "has orders and no account"));
    }

    private sealed record Look(IReadOnlyList<Violation> UnderWay, IReadOnlyList<Violation> Wrong)
    {
        public override string ToString() => $"{UnderWay.Count} under way:\n{string.Join('\n', UnderWay)}";
    }
}

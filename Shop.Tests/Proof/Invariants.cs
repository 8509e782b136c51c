// Checks the rules that must hold at any moment, whatever was repeated, lost, late, reordered, forged or killed. All
// proofs use it. The shop's database is read in one snapshot and the bank's ledger after it, so the bank may have more
// entries than the shop, but never fewer.
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace Shop.Tests.Proof;

/// <summary>A violated rule. <paramref name="About"/> is the id of the payment, order, refund or product.</summary>
public sealed record Violation(string Rule, string About, string What);

/// <summary>Finds payments and orders that violate a rule.</summary>
public sealed class Invariants(RunningShop shop)
{
    /// <summary>The age from which a capture must be recorded by the shop.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the settled state must be reconciled with PortOne's events, which takes a run.</summary>
    public bool IncludesReconciliation { get; init; }

    /// <summary>The additional rules for the settled state.</summary>
    public IReadOnlyList<Rule> WhenSettled =>
        [.. Rules.WhenSettled, .. IncludesReconciliation ? Rules.WhenReconciled : []];

    /// <summary>
    /// Returns the violations of these payments, or of all. If everything is <paramref name="settled"/>, the bank and
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
        return await ViolatedAsync(connection, await BankAsync(), paymentKeys, settled);
    }

    /// <summary>The entries of the bank's ledger.</summary>
    public async Task<JsonArray> BankAsync() => (await shop.Sandbox.LedgerAsync())["items"]!.AsArray();

    /// <summary>The same in the caller's transaction and with the given ledger of the bank.</summary>
    public async Task<IReadOnlyList<Violation>> ViolatedAsync(
        NpgsqlConnection connection, JsonArray bank, IReadOnlyCollection<string>? paymentKeys, bool settled)
    {
        await CreateTablesAsync(connection, bank, paymentKeys, settled ? TimeSpan.Zero : SettleTime);
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

    private static async Task CreateTablesAsync(
        NpgsqlConnection connection, JsonArray bank, IReadOnlyCollection<string>? paymentKeys, TimeSpan settleTime)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in Rules.CreateTables)
        {
            batch.BatchCommands.Add(new(sql)
            {
                Parameters =
                {
                    new() { Value = bank.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb },
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
            "select coalesce(array_agg(distinct shopper_id), '{}') from books", connection);
        await using var unknown = shop.AccountDb.CreateCommand("""
            select coalesce(array_agg(shopper), '{}') from unnest($1) shopper
            where not exists (select from members where id = shopper)
            """);
        unknown.Parameters.Add(new() { Value = await shoppers.ExecuteScalarAsync() });
        return ((Guid[])(await unknown.ExecuteScalarAsync())!).Select(shopper => new Violation(
            "an_order_has_a_shopper", $"{shopper}", "has orders and no account"));
    }
}

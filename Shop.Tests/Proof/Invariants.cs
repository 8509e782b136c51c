// What must hold of the money at any moment, whatever was repeated, lost, late, reordered, forged or killed. All proofs
// ask here. The shop's books are read in one snapshot and the bank's ledger after it: the bank may know more than the
// shop, which finds out later, but never less.
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace Shop.Tests.Proof;

/// <summary>A rule that does not hold; <paramref name="About"/> names the payment, order, refund or product.</summary>
public sealed record Violation(string Rule, string About, string What);

/// <summary>Looks for money and orders that disagree.</summary>
public sealed class Invariants(RunningShop shop)
{
    /// <summary>For how long the shop may not know of money that was captured.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether what is settled is compared with PortOne's events as well: that takes a round.</summary>
    public bool IsCompared { get; init; }

    /// <summary>What holds when everything is settled, besides what always does.</summary>
    public IReadOnlyList<Rule> WhenSettled => [.. Rules.WhenSettled, .. IsCompared ? Rules.WhenCompared : []];

    /// <summary>
    /// Whatever is violated, of these payments or of all. Where everything is <paramref name="settled"/>, the bank and
    /// the shop must agree to the won, and nothing may be under way.
    /// </summary>
    public async Task<IReadOnlyList<Violation>> ViolatedAsync(
        IReadOnlyCollection<string>? paymentKeys = null, bool settled = false)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction =
            await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var look = new NpgsqlCommand("select from payments limit 1", connection);
        await look.ExecuteNonQueryAsync(); // The snapshot is taken here.
        return await ViolatedAsync(connection, await BankAsync(), paymentKeys, settled);
    }

    /// <summary>What the bank has booked.</summary>
    public async Task<JsonArray> BankAsync() => (await shop.Sandbox.LedgerAsync())["items"]!.AsArray();

    /// <summary>The same, within a transaction of the caller's, with the bank's ledger as the caller has it.</summary>
    public async Task<IReadOnlyList<Violation>> ViolatedAsync(
        NpgsqlConnection connection, JsonArray bank, IReadOnlyCollection<string>? paymentKeys, bool settled)
    {
        await ReadBooksAsync(connection, bank, paymentKeys, settled ? TimeSpan.Zero : SettleTime);
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

        violated.AddRange(await OfNobodyAsync(connection));
        return violated;
    }

    private static async Task ReadBooksAsync(
        NpgsqlConnection connection, JsonArray bank, IReadOnlyCollection<string>? paymentKeys, TimeSpan settleTime)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in Rules.Books)
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

    /// <summary>Account's database is another one: orders whose shopper it has never seen.</summary>
    private async Task<IEnumerable<Violation>> OfNobodyAsync(NpgsqlConnection connection)
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

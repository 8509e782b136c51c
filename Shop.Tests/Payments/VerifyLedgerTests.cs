// The owner of the database can bypass all triggers. The hash chains and checkpoints reveal such changes afterwards.
using Npgsql;
using Shop.Tests.Graphs;
using Shop.Tests.Startup;

namespace Shop.Tests.Payments;

/// <summary>Needs a ledger to which no other test has written, and restores it afterwards.</summary>
[Collection(QuietShop.Name)]
public sealed class VerifyLedgerTests(QuietShop shop) : IAsyncLifetime
{
    private const string BothRows = "2";

    private string _first = "";
    private string _second = "";

    public async ValueTask InitializeAsync()
    {
        await shop.StopReconciliationAsync();
        _first = (await shop.NewPaidOrderAsync()).Order.PaymentKey;
        _second = (await shop.NewPaidOrderAsync()).Order.PaymentKey;

        // Ten minutes ago, with matching hashes, because a checkpoint covers older rows only.
        await ExecuteWithoutTriggersAsync("""
            update ledger_entries set at = at - interval '10 minutes';
            update ledger_entries e set hash = sha256(convert_to(entry_text(e), 'UTF8'))
            """);
        // An open transaction can make a checkpoint end between the two rows. If it is deleted, the next starts over.
        await Eventually.IsAsync(
            async () =>
            {
                var seals = await shop.QuerySqlAsync<string>(
                    "select coalesce(string_agg(row_count::text, ','), '') from ledger_checkpoints");
                if (seals.Length > 0 && seals != BothRows)
                {
                    await ExecuteWithoutTriggersAsync("delete from ledger_checkpoints");
                }

                return seals;
            },
            seals => seals == BothRows);
    }

    public async ValueTask DisposeAsync()
    {
        await shop.ExecuteSqlAsync("drop table if exists kept");
        await shop.ResumeReconciliationAsync();
    }

    [Fact]
    public async Task Each_corruption_is_reported_by_name()
    {
        const string Rehash = "update ledger_entries e set hash = sha256(convert_to(entry_text(e), 'UTF8'))";
        var deleteSecond = $"delete from ledger_entries where payment_key = '{_second}'";
        var withoutCapture =
            $"order_status = $1, captured_minor = null, currency = null, paid_at = null where key = '{_second}'";
        (string Change, string Report)[] corruptions =
        [
            ($"update ledger_entries set amount_minor = 1 where payment_key = '{_first}'",
                $"number 1 of payment {_first}"),
            ($"update ledger_entries set amount_minor = 1 where payment_key = '{_first}'; {Rehash}",
                $"Payment {_first} differs"),
            ($"update ledger_entries set source = 'WEBHOOK', at = at - interval '1 second'; {Rehash}", "Checkpoint 1"),
            (deleteSecond, $"Payment {_second} differs"),
            ($"{deleteSecond}; update payments set status = 'PENDING', {withoutCapture.Replace("$1", "'PENDING'")}",
                "Checkpoint 1"),
            ($"{deleteSecond}; update payments set status = 'CLOSED', {withoutCapture.Replace("$1", "'CANCELLED'")}",
                $"Payment {_second} differs"),
        ];
        Assert.Equal("The ledger is intact: 2 rows of 2 payments, 1 checkpoints.", await VerdictAsync());
        await ExecuteWithoutTriggersAsync("create table kept as table ledger_entries");
        foreach (var (change, report) in corruptions)
        {
            Assert.Contains(report, await VerificationAfterAsync(change), StringComparison.Ordinal);
        }

        // An open transaction may still write rows in the range of the next checkpoint, so checkpoints wait for it.
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var unfinished = await connection.BeginTransactionAsync();
        await using var writes = new NpgsqlCommand("select pg_current_xact_id()", connection, unfinished);
        await writes.ExecuteScalarAsync();
        Assert.Contains("the checkpoint worker has stopped", await VerificationAfterAsync($"""
            delete from ledger_checkpoints;
            update ledger_entries set at = at - interval '1 hour', written_in = pg_current_xact_id(); {Rehash}
            """), StringComparison.Ordinal);
    }

    /// <summary>Changes the ledger, returns the result of the verification, and undoes the change.</summary>
    private async Task<string> VerificationAfterAsync(string change)
    {
        await ExecuteWithoutTriggersAsync($"create table kept_payments as table payments; {change}");
        try
        {
            return await VerdictAsync();
        }
        finally
        {
            await ExecuteWithoutTriggersAsync("""
                delete from ledger_entries;
                insert into ledger_entries overriding system value select * from kept;
                update payments p set status = k.status, order_status = k.order_status,
                    captured_minor = k.captured_minor, currency = k.currency, paid_at = k.paid_at
                from kept_payments k where k.key = p.key;
                drop table kept_payments
                """);
        }
    }

    private async Task<string> VerdictAsync()
    {
        var (exitCode, output, errors) = await ServiceProcess.RunAsync(shop, "Commerce", "verify-ledger");
        Assert.Equal(exitCode == 0, errors.Length == 0);
        return (output + errors).Trim();
    }

    private Task<int> ExecuteWithoutTriggersAsync(string sql) =>
        shop.ExecuteSqlAsync($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
}

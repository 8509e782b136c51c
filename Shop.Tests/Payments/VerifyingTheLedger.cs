// Somebody who owns the database can write what they like, triggers or not. The chains and the seals tell afterwards.
using Npgsql;
using Shop.Tests.Graphs;
using Shop.Tests.Starting;

namespace Shop.Tests.Payments;

/// <summary>Runs on a ledger to which no other test has written, and leaves it as it was.</summary>
[Collection(QuietShop.Name)]
public sealed class VerifyingTheLedger(QuietShop shop) : IAsyncLifetime
{
    private const string BothRows = "2";

    private string _first = "";
    private string _second = "";

    public async ValueTask InitializeAsync()
    {
        await shop.NothingIsComparedAsync();
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var order = await shopper.OrdersAndPaysAsync(product);
            await shopper.ReturnsFromAsync(order);
            (_first, _second) = (_second, order.PaymentKey);
        }

        // Ten minutes ago, as the hashes have it: only what is old enough is sealed.
        await AsTheOwnerAsync("""
            update payment_events set at = at - interval '10 minutes';
            update payment_events e set hash = sha256(convert_to(event_text(e), 'UTF8'))
            """);
        // A seal may end between the two rows while another transaction is open; the next one begins again.
        await Eventually.IsAsync(
            async () =>
            {
                var seals = await shop.CommerceAsync<string>(
                    "select coalesce(string_agg(row_count::text, ','), '') from ledger_seals");
                if (seals.Length > 0 && seals != BothRows)
                {
                    await AsTheOwnerAsync("delete from ledger_seals");
                }

                return seals;
            },
            seals => seals == BothRows);
    }

    public async ValueTask DisposeAsync()
    {
        await shop.CommerceAsync("drop table if exists kept");
        await shop.ComparesAgainAsync();
    }

    [Fact]
    public async Task What_is_broken_is_named_and_what_is_mended_is_whole_again()
    {
        Assert.Equal("The ledger is whole: 2 rows of 2 payments, 1 seals.", await VerdictAsync());

        await AsTheOwnerAsync("create table kept as table payment_events");
        var forged = "update payment_events e set hash = sha256(convert_to(event_text(e), 'UTF8'))";
        Assert.Contains($"number 1 of payment {_first}", await AfterAsync(
            $"update payment_events set amount_minor = 1 where payment_key = '{_first}'"), StringComparison.Ordinal);
        Assert.Contains($"Payment {_first} is not", await AfterAsync(
            $"update payment_events set amount_minor = 1 where payment_key = '{_first}'; {forged}"),
            StringComparison.Ordinal);
        Assert.Contains("Seal 1", await AfterAsync(
            $"update payment_events set reporter = 'WEBHOOK', at = at - interval '1 second'; {forged}"),
            StringComparison.Ordinal);
        Assert.Contains($"Payment {_second} is not", await AfterAsync(
            $"delete from payment_events where payment_key = '{_second}'"), StringComparison.Ordinal);
        Assert.Contains("Seal 1", await AfterAsync($"""
            delete from payment_events where payment_key = '{_second}';
            update payments set status = 'PENDING', order_status = 'PENDING', captured_minor = null, currency = null,
                paid_at = null where key = '{_second}'
            """), StringComparison.Ordinal);

        // Whoever has not ended yet may still write rows among those that would be sealed: sealing waits.
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var unfinished = await connection.BeginTransactionAsync();
        await using var writes = new NpgsqlCommand("select pg_current_xact_id()", connection, unfinished);
        await writes.ExecuteScalarAsync();
        Assert.Contains("sealing has stopped", await AfterAsync($"""
            delete from ledger_seals;
            update payment_events set at = at - interval '1 hour', written_in = pg_current_xact_id(); {forged}
            """), StringComparison.Ordinal);
    }

    /// <summary>The verdict after something was done to the ledger, which is undone again.</summary>
    private async Task<string> AfterAsync(string deed)
    {
        await AsTheOwnerAsync($"create table kept_payments as table payments; {deed}");
        try
        {
            return await VerdictAsync();
        }
        finally
        {
            await AsTheOwnerAsync("""
                delete from payment_events;
                insert into payment_events overriding system value select * from kept;
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

    private Task<int> AsTheOwnerAsync(string sql) =>
        shop.CommerceAsync($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
}

// Tests the query for discrepancies between PortOne's events and the ledger. Each case runs in a transaction that is
// rolled back, on a paid order: :key is its payment, :tx the transaction id of its capture, :sum its amount.
using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Reconciliation;

namespace Shop.Tests.Payments;

[Collection(RunningShop.Shared)]
public sealed class DiscrepancyQueryTests(RunningShop shop) : IAsyncLifetime
{
    private const string Paid = "('1', 'PAID', :key, :tx, now(), :sum, 'KRW')";
    private const string Foreign = "('1', 'PAID', 'not-ours', 't', now(), 500, 'KRW')";

    private string _key = "";
    private string _transaction = "";
    private long _sum;

    public async ValueTask InitializeAsync()
    {
        var (_, order) = await shop.NewPaidOrderAsync(await shop.NewProductAsync(priceWon: 10_000));
        (_key, _sum) = (order.PaymentKey, order.AmountWon);
        _transaction = await shop.QuerySqlAsync<string>(
            $"select reference from ledger_entries where payment_key = '{_key}' and event = 'PAID'");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(Paid, "")]
    [InlineData($"{Paid}, ('2', 'DISPUTE_CREATED', :key, :tx, now(), 5, 'KRW')", "")]
    [InlineData("('1', 'PAID', :key, :tx, now(), null, null)", "")]
    [InlineData("('1', 'PAID', :key, 'another', now(), null, null)", "CAPTURE KRW 10000 0, CAPTURE XXX 0")]
    [InlineData("('1', 'PAID', :key, :tx, now(), 9999, 'KRW')", "CAPTURE KRW 10000 9999")]
    [InlineData("('1', 'PAID', :key, :tx, now(), :sum, 'USD')", "CAPTURE KRW 10000 0, CAPTURE USD 0 10000")]
    [InlineData("('1', 'SEEN', :key, :tx, now(), null, null)", "CAPTURE KRW 10000 0")]
    [InlineData($"{Paid}, ('2', 'PARTIAL_CANCELLED', :key, 'c1', now(), 400, 'KRW')", "REFUND KRW 0 400")]
    [InlineData($"{Paid}, ('2', 'CANCELLED', :key, 'c1', now(), null, null)", "REFUND XXX 0")]
    [InlineData($"{Paid}, ('2', 'PAID', :key, 'again', now(), :sum, 'KRW')", "CAPTURE KRW 10000 20000")]
    [InlineData(
        $"{Paid}, ('2', 'PAID', :key, 'again', now(), :sum, 'KRW'), ('3', 'CANCELLED', :key, 'c', now(), :sum, 'KRW')",
        "")]
    // A foreign payment is balanced when it was refunded.
    [InlineData(Foreign, "CAPTURE KRW 0 500")]
    [InlineData($"{Foreign}, ('2', 'PARTIAL_CANCELLED', 'not-ours', 'c', now(), 100, 'KRW')", "CAPTURE KRW 0 400")]
    [InlineData($"{Foreign}, ('2', 'CANCELLED', 'not-ours', 'c', now(), 500, 'KRW')", "")]
    [InlineData("('1', 'CANCELLED', 'not-ours', 'c', now(), 500, 'KRW')", "REFUND KRW 0 500")]
    public Task Events_are_compared_with_the_ledger(string events, string differences) =>
        AssertDiscrepanciesAsync(events.Contains(":key") ? ":key" : "'not-ours'", events, differences);

    [Theory]
    [InlineData("STORE_DIFFERS", "")]
    [InlineData("AMOUNT_DIFFERS", "CAPTURE KRW 10000 0")]
    public Task Capture_of_another_store_is_not_expected(string reason, string differences) =>
        AssertDiscrepanciesAsync(":key", "('1', 'SEEN', :key, null, now(), null, null)", differences, $"""
            ; set local session_replication_role = replica;
            update payments set status = 'REFUND_DUE', order_status = 'CANCELLED', refund_reason = '{reason}'
                where key = :key
            """);

    // PortOne may list an event late.
    [Fact]
    public async Task Events_are_read_again_from_some_time_before_the_last_one()
    {
        await using var db = shop.NewCommerceContext();
        await using var rolledBack = await db.Database.BeginTransactionAsync();
        var (last, runAt) = (DateTimeOffset.UtcNow.AddHours(1), DateTimeOffset.UtcNow.AddDays(1));
        await db.Database.ExecuteSqlAsync(
            $"insert into portone_events (id, type, payment_key, at) values ({_key}, 'SEEN', {_key}, {last})");

        var from = await new DiscrepancyStore(db, new()).ReadFromAsync(
            new(DiscrepancySource.Events, StartedAt: runAt, ReadAt: runAt), CancellationToken.None);

        Assert.Equal(last - TimeSpan.FromMinutes(10), from, TimeSpan.FromMilliseconds(1));
    }

    private async Task AssertDiscrepanciesAsync(string key, string events, string differences, string more = "")
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        // One snapshot, because the shop's reconciliation concurrently stores PortOne's events about this payment.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var setUp = new NpgsqlCommand(WithParameters($"""
            delete from portone_events where payment_key = :key;
            insert into portone_events (id, type, payment_key, reference, at, amount_minor, currency)
            values {events}{more}
            """), connection);
        await setUp.ExecuteNonQueryAsync();
        await using var query = new NpgsqlCommand(WithParameters($"""
            select coalesce(string_agg(concat_ws(' ', what, currency, ledger_minor, provider_minor), ', '
                order by what, currency), '') from discrepancies_of(array[{key}])
            """), connection);

        Assert.Equal(differences, await query.ExecuteScalarAsync());
    }

    private string WithParameters(string sql) => sql
        .Replace(":key", $"'{_key}'", StringComparison.Ordinal)
        .Replace(":tx", $"'{_transaction}'", StringComparison.Ordinal)
        .Replace(":sum", $"{_sum}", StringComparison.Ordinal);
}

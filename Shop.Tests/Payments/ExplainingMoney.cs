// Which of PortOne's events the ledger explains. Each case is arranged in a transaction that is undone, around an order
// that was paid and is in the ledger; :key is its payment, :tx the attempt that was captured, :sum its amount.
using System.Data;
using Npgsql;
using Shop.Commerce;

namespace Shop.Tests.Payments;

[Collection(RunningShop.Shared)]
public sealed class ExplainingMoney(RunningShop shop) : IAsyncLifetime
{
    private const string Paid = "('1', 'PAID', :key, :tx, now(), :sum, 'KRW')";

    private const string Foreign = "('1', 'PAID', 'not-ours', 't', now(), 500, 'KRW')";

    private string _key = "";
    private string _transaction = "";
    private long _sum;

    public async ValueTask InitializeAsync()
    {
        var shopper = await shop.NewShopperAsync();
        OrderReply order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync(priceWon: 10_000));
        await shopper.ReturnsFromAsync(order);
        (_key, _sum) = (order.PaymentKey, order.AmountWon);
        _transaction = await shop.CommerceAsync<string>(
            $"select reference from payment_events where payment_key = '{_key}' and event = 'PAID'");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(Paid, "")]
    [InlineData($"{Paid}, ('2', 'DISPUTE_CREATED', :key, :tx, now(), 5, 'KRW')", "")]
    [InlineData("('1', 'PAID', :key, :tx, now(), null, null)", "")]
    [InlineData(
        "('1', 'PAID', :key, 'another', now(), null, null)", "CAPTURE KRW 10000 0, CAPTURE XXX 0")]
    [InlineData("('1', 'PAID', :key, :tx, now(), 9999, 'KRW')", "CAPTURE KRW 10000 9999")]
    [InlineData("('1', 'PAID', :key, :tx, now(), :sum, 'USD')", "CAPTURE KRW 10000 0, CAPTURE USD 0 10000")]
    [InlineData("('1', 'SEEN', :key, :tx, now(), null, null)", "CAPTURE KRW 10000 0")]
    [InlineData($"{Paid}, ('2', 'PARTIAL_CANCELLED', :key, 'c1', now(), 400, 'KRW')", "RETURN KRW 0 400")]
    [InlineData($"{Paid}, ('2', 'CANCELLED', :key, 'c1', now(), null, null)", "RETURN XXX 0")]
    [InlineData($"{Paid}, ('2', 'PAID', :key, 'again', now(), :sum, 'KRW')", "CAPTURE KRW 10000 20000")]
    [InlineData(
        $"{Paid}, ('2', 'PAID', :key, 'again', now(), :sum, 'KRW'), ('3', 'CANCELLED', :key, 'c', now(), :sum, 'KRW')",
        "")]
    public Task A_payment_of_ours_is_explained_by_its_ledger(string events, string differences) =>
        DifferAsync(":key", events, differences);

    [Theory]
    [InlineData(Foreign, "CAPTURE KRW 0 500")]
    [InlineData($"{Foreign}, ('2', 'PARTIAL_CANCELLED', 'not-ours', 'c', now(), 100, 'KRW')", "CAPTURE KRW 0 400")]
    [InlineData($"{Foreign}, ('2', 'CANCELLED', 'not-ours', 'c', now(), 500, 'KRW')", "")]
    [InlineData("('1', 'CANCELLED', 'not-ours', 'c', now(), 500, 'KRW')", "RETURN KRW 0 500")]
    public Task A_payment_that_is_not_ours_is_even_when_it_was_given_back(string events, string differences) =>
        DifferAsync("'not-ours'", events, differences);

    [Theory]
    [InlineData("STORE_DIFFERS", "")]
    [InlineData("AMOUNT_DIFFERS", "CAPTURE KRW 10000 0")]
    public Task What_was_captured_under_another_store_is_not_looked_for(string reason, string differences) =>
        DifferAsync(":key", "('1', 'SEEN', :key, null, now(), null, null)", differences, $"""
            ; set local session_replication_role = replica;
            update payments set status = 'REFUND_DUE', order_status = 'CANCELLED', owed_because = '{reason}'
                where key = :key
            """);

    [Theory]
    [InlineData("update portone_events set amount_minor = 1")]
    [InlineData("update portone_events set seen_at = now()")]
    [InlineData("delete from portone_events")]
    [InlineData("truncate portone_events")]
    [InlineData("insert into portone_events (id, type, payment_key, at, seen_at) values ('1', '', '', now(), now())")]
    [InlineData("insert into comparison_rounds (found_by) values ('NOBODY')")]
    public async Task What_PortOne_told_is_kept(string sql)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => shop.CommerceAsync($"begin; set local role commerce_service; {sql}; commit"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private async Task DifferAsync(string key, string events, string differences, string also = "")
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        // One snapshot: the comparison of the running shop reads PortOne's own events about this payment meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var arrange = new NpgsqlCommand(Named($"""
            delete from portone_events where payment_key = :key;
            insert into portone_events (id, type, payment_key, reference, at, amount_minor, currency)
            values {events}{also}
            """), connection);
        await arrange.ExecuteNonQueryAsync();
        await using var ask = new NpgsqlCommand(Named($"""
            select coalesce(string_agg(concat_ws(' ', what, currency, ours_minor, theirs_minor), ', '
                order by what, currency), '') from differences_of(array[{key}])
            """), connection);

        Assert.Equal(differences, await ask.ExecuteScalarAsync());
    }

    private string Named(string sql) => sql
        .Replace(":key", $"'{_key}'", StringComparison.Ordinal)
        .Replace(":tx", $"'{_transaction}'", StringComparison.Ordinal)
        .Replace(":sum", $"{_sum}", StringComparison.Ordinal);
}

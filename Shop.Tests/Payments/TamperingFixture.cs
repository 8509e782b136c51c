// Orders and payments in all relevant states for tests that tamper with the database. A test passes SQL, in which :paid
// is the key of the paid payment, :paid_order the id of its order, and so on. It runs with the service's role, as in
// psql.
using System.Text.RegularExpressions;
using Npgsql;

namespace Shop.Tests.Payments;

/// <summary>The orders and payments that tests tamper with.</summary>
public sealed partial class TamperingFixture(RunningShop shop) : IAsyncLifetime
{
    public const string NotGranted = PostgresErrorCodes.InsufficientPrivilege;

    /// <summary>SQL that begins with this runs as the owner of the tables.</summary>
    public const string AsTheOwner = "reset role; ";

    private readonly Dictionary<string, string> _named = [];

    public async ValueTask InitializeAsync()
    {
        // A product for each order, because an identical order would continue the pending one.
        var shopper = await shop.NewShopperAsync();
        Name("pending", await shopper.OrderAsync(await NewProductAsync()));
        Name("closed", await shopper.OrderAsync(await NewProductAsync()));
        Name("paid", await shopper.BuyAsync(await NewProductAsync()));
        Name("shipped", await shopper.BuyAsync(await NewProductAsync()));
        Name("refund_due", await RefundDueAsync());
        _named["other_product"] = $"{(await shop.NewProductAsync()).Id}";
        (_named["webhook"], _named["old_webhook"]) = ($"'{Guid.NewGuid()}'", $"'{Guid.NewGuid()}'");

        await AllowedAsync(
            """
            update orders set status = 'SHIPPED', shipped_at = now() where id = :shipped_order;
            update payments set order_status = 'SHIPPED' where key = :shipped;
            update orders set status = 'CANCELLED', ended_at = now() where id = :closed_order;
            update payments set status = 'CLOSED', order_status = 'CANCELLED' where key = :closed;
            update order_lines set holds_stock = false where order_id = :closed_order;
            delete from payment_jobs where payment_key = :closed;
            insert into ledger_entries (payment_key, at, event, source) values (:closed, now(), 'CLOSED', 'JOB');
            insert into webhooks (id, type, payment_key, body) values (:webhook, 'Unknown.Type', null, '')
            """,
            keep: true);
        await AllowedAsync(
            $"""
            {AsTheOwner} set local session_replication_role = replica;
            insert into refunds
                select gen_random_uuid(), :refund_due, 'SHOP', status, 1000, 0, 17000, 'TEST', null, now()
                from unnest(array['PENDING', 'REJECTED']) status;
            update payments set refunding_minor = 1000 where key = :refund_due;
            insert into webhooks (id, body, received_at) values (:old_webhook, '', now() - interval '2 years')
            """,
            keep: true);

        // Paid above the price, so that it must be refunded whichever report is first, and by deposit, because the
        // refund job does not refund deposits.
        async Task<OrderReply> RefundDueAsync()
        {
            var order = await shopper.OrderAsync(await shop.NewProductAsync(priceWon: 19_000));
            await shop.Sandbox.DepositAsync(order.PaymentKey, 20_000);
            await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
            await shopper.ReportAsync(order);
            await Eventually.IsAsync(
                () => shopper.GetOrderAsync(order), detail => detail is { RefundNeedsAccount: true, Refunds.Count: 1 });
            return order;
        }

        Task<Product> NewProductAsync() => shop.NewProductAsync(priceWon: 20_000);

        void Name(string name, OrderReply order) =>
            (_named[name], _named[$"{name}_order"]) = ($"'{order.PaymentKey}'", $"'{order.OrderId}'");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Expects that the constraint of this name, or a missing privilege, refuses the SQL.</summary>
    public async Task RefusedAsync(string sql, string because)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => AllowedAsync(sql));

        Assert.Equal(because, because == NotGranted ? refusal.SqlState : refusal.ConstraintName);
    }

    /// <summary>
    /// Expects that the service's role may execute the SQL, including the deferred checks; rolls it back unless it is
    /// kept.
    /// </summary>
    public async Task AllowedAsync(string sql, bool keep = false)
    {
        var named = Word().Replace(sql, word => _named[word.Groups[1].Value]);
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            $"set local role commerce_service; {named}; set constraints all immediate", connection);
        await command.ExecuteNonQueryAsync();
        await (keep ? transaction.CommitAsync() : transaction.RollbackAsync());
    }

    [GeneratedRegex("(?<!:):([a-z_]+)")]
    private static partial Regex Word();
}

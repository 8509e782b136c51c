using System.Net;
using Npgsql;

namespace Shop.Tests.Orders;

/// <summary>
/// Several statements read a list or an order. A lock blocks the statement that reads payments until a change after the
/// first statement has been committed. The response must still show one snapshot.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class OrderSnapshotTests(RunningShop shop)
{
    [Fact]
    public async Task List_and_order_are_each_read_from_one_snapshot()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("lock table payments in access exclusive mode");

        var list = shopper.Commerce.GetAsync("/orders");
        var detail = shopper.GetOrderAsync(order);
        // Counted by the statement, because workers that read payments wait for the lock too.
        await Eventually.IsAsync(
            () => shop.QuerySqlAsync<long>("""
                select count(*) from pg_locks join pg_stat_activity using (pid)
                where relation = 'payments'::regclass and not granted
                    and query like 'select * from payments where order_id%'
                """),
            blocked => blocked == 2);
        await ExecuteAsync($"""
            update orders set status = 'READY', ready_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'READY', status = 'PAID', captured_minor = {order.AmountWon},
              currency = 'KRW', paid_at = now() where key = '{order.PaymentKey}';
            insert into ledger_entries (payment_key, at, event, source, amount_minor, currency, reference)
              values ('{order.PaymentKey}', now(), 'PAID', 'JOB', {order.AmountWon}, 'KRW', 't1')
            """);
        await transaction.CommitAsync();

        var item = Assert.Single((await Shopper.ReadAsync<OrdersReply>(await list, HttpStatusCode.OK)).Items);
        Assert.Equal((OrderStatus.Pending, PaymentStatus.Pending), (item.OrderStatus, item.PaymentStatus));
        var seen = await detail;
        Assert.Equal((OrderStatus.Pending, PaymentStatus.Pending), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }
}

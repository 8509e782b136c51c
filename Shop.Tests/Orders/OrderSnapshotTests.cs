using System.Net;
using Npgsql;

namespace Shop.Tests.Orders;

/// <summary>
/// Several statements read a list or an order. A lock blocks the second statement until a change after the first has
/// been committed. The response must still show one snapshot.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class OrderSnapshotTests(RunningShop shop)
{
    [Fact]
    public async Task Page_of_orders_is_read_from_one_snapshot()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var answer = await ReadDuringAsync(
            () => shopper.Commerce.GetAsync("/orders?size=1"),
            $"""
            insert into orders select (o).* from (
              select json_populate_record(o, json_build_object(
                'id', gen_random_uuid(), 'placed_at', now() + interval '1 minute',
                'expires_at', now() + interval '16 minutes', 'content_hash', null)) as o
              from orders o where id = '{order.OrderId}') copy;
            insert into payments (key, order_id, order_status, status)
              select replace(gen_random_uuid()::text, '-', ''), id, status, 'PENDING' from orders
              where shopper_id = '{shopper.AccountId}' and id <> '{order.OrderId}';
            insert into payment_jobs (payment_key, kind, due_at)
              select key, unnest(array['CHECK', 'EXPIRE']), now() + interval '1 hour'
              from payments join orders on id = order_id
              where shopper_id = '{shopper.AccountId}' and id <> '{order.OrderId}';
            insert into order_lines
              select (l).* from (select json_populate_record(l, json_build_object('order_id', o.id)) as l
              from order_lines l, orders o where l.order_id = '{order.OrderId}'
              and o.shopper_id = '{shopper.AccountId}' and o.id <> '{order.OrderId}') copy
            """);

        var page = await Shopper.ReadAsync<OrdersReply>(answer, HttpStatusCode.OK);
        Assert.Equal((1, order.OrderId), (page.Total, Assert.Single(page.Items).OrderId));
    }

    [Fact]
    public async Task Order_and_payment_are_read_from_one_snapshot()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var answer = await ReadDuringAsync(
            () => shopper.Commerce.GetAsync($"/orders/{order.OrderId}"),
            $"""
            update orders set status = 'READY', ready_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'READY', status = 'PAID', captured_minor = {order.AmountWon},
              currency = 'KRW', paid_at = now() where key = '{order.PaymentKey}';
            insert into ledger_entries (payment_key, at, event, source, amount_minor, currency, reference)
              values ('{order.PaymentKey}', now(), 'PAID', 'JOB', {order.AmountWon}, 'KRW', 't1')
            """);

        var seen = await Shopper.ReadAsync<OrderDetailReply>(answer, HttpStatusCode.OK);
        Assert.Equal((OrderStatus.Pending, PaymentStatus.Pending), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    private async Task<HttpResponseMessage> ReadDuringAsync(Func<Task<HttpResponseMessage>> read, string change)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("lock table payments in access exclusive mode");

        var reading = read();
        await Eventually.IsAsync(
            // Selected by the statement, because workers that read payments wait for the lock too.
            () => shop.CommerceAsync<bool>("""
                select exists (
                    select from pg_locks join pg_stat_activity using (pid)
                    where relation = 'payments'::regclass and not granted
                        and query like 'select * from payments where order_id%')
                """),
            isHeldBack => isHeldBack);
        await ExecuteAsync(change);
        await transaction.CommitAsync();
        return await reading;

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }
}

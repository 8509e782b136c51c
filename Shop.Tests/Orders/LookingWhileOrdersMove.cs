using System.Net;
using Npgsql;
using Shop.Commerce;

namespace Shop.Tests.Orders;

/// <summary>
/// A list or an order is read by several statements. A lock holds the second one back until something has happened
/// after the first: what is answered is of one moment all the same.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class LookingWhileOrdersMove(RunningShop shop)
{
    [Fact]
    public async Task A_page_does_not_shift_while_it_is_read()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var answer = await MeanwhileAsync(
            () => shopper.Commerce.GetAsync("/orders?size=1"),
            $"""
            insert into orders select (o).* from (
              select json_populate_record(o, json_build_object(
                'id', gen_random_uuid(), 'placed_at', now() + interval '1 minute',
                'expires_at', now() + interval '16 minutes', 'account_asked_at', now(), 'content_hash', null)) as o
              from orders o where id = '{order.OrderId}') copy;
            insert into payments (key, order_id, order_status, status)
              select replace(gen_random_uuid()::text, '-', ''), id, status, 'PENDING' from orders
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
    public async Task An_order_is_not_shown_half_paid()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var answer = await MeanwhileAsync(
            () => shopper.Commerce.GetAsync($"/orders/{order.OrderId}"),
            $"""
            update orders set status = 'READY', ready_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'READY', status = 'PAID', captured_minor = {order.AmountWon},
              currency = 'KRW', paid_at = now() where key = '{order.PaymentKey}';
            insert into payment_events (payment_key, at, event, reporter, amount_minor, currency, reference)
              values ('{order.PaymentKey}', now(), 'PAID', 'SWEEP', {order.AmountWon}, 'KRW', 't1')
            """);

        var seen = await Shopper.ReadAsync<OrderDetailReply>(answer, HttpStatusCode.OK);
        Assert.Equal(("PENDING", "PENDING"), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal("READY", (await shopper.LooksAtAsync(order)).OrderStatus);
    }

    private async Task<HttpResponseMessage> MeanwhileAsync(Func<Task<HttpResponseMessage>> looks, string happens)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("lock table payments in access exclusive mode");

        var looking = looks();
        await Eventually.IsAsync(
            // By its own statement: workers read payments as well, and wait here too.
            () => shop.CommerceAsync<bool>("""
                select exists (
                    select from pg_locks join pg_stat_activity using (pid)
                    where relation = 'payments'::regclass and not granted
                        and query like 'select * from payments where order_id%')
                """),
            isHeldBack => isHeldBack);
        await ExecuteAsync(happens);
        await transaction.CommitAsync();
        return await looking;

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }
}

// Operators ship an order while its shopper cancels it. All of them are blocked until each has read an order that can
// still be shipped or cancelled. Then only the lock of the order decides.
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Operators;

[Collection(RunningShop.SharedToo)]
public sealed class ShipCancelRaceTests(RunningShop shop) : IAsyncLifetime
{
    private const int Shippers = 2;
    private const int Cancellers = 10;

    private Shopper _shopper = null!;
    private Product _lamp = null!;
    private OrderReply _order = null!;

    public async ValueTask InitializeAsync()
    {
        (_shopper, _lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        _order = await _shopper.BuyAsync(_lamp);
    }

    public async ValueTask DisposeAsync() =>
        await shop.ExecuteSqlAsync("drop function if exists zz_is_held_back cascade");

    [Fact]
    public async Task Order_shipped_first_stays_shipped_and_paid()
    {
        var gate = $"pg_advisory_xact_lock(hashtext('{_order.OrderId}'))";
        await shop.ExecuteSqlAsync($"""
            create function zz_is_held_back() returns trigger language plpgsql as $$
            begin
              perform {gate};
              return new;
            end $$;
            create trigger zz_is_held_back before update on orders
              for each row when (new.id = '{_order.OrderId}' and new.status = 'SHIPPED')
              execute function zz_is_held_back()
            """);

        // One of the shipping commands holds the lock of the order.
        var (ships, cancels) = await RunWhileLockedAsync($"select {gate}");

        Assert.Equal([0, 1], ships.Order());
        Assert.All(cancels, reply => Assert.Equal("NOT_CANCELLABLE", reply));
        var seen = await _shopper.GetOrderAsync(_order);
        Assert.Equal((OrderStatus.Shipped, PaymentStatus.Paid), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal("PAID,SHIPPED", await shop.LedgerOfAsync(_order));
        Assert.Equal(9, await shop.StockOfAsync(_lamp));
        await shop.AssertRefundedAsync(_order);
    }

    [Fact]
    public async Task Order_cancelled_first_is_not_shipped_and_is_refunded_once()
    {
        // A shipping command first records the payment at PortOne, and requests the lock after the cancellations.
        var (ships, cancels) = await RunWhileLockedAsync(
            $"select from orders where id = '{_order.OrderId}' for update");

        Assert.All(ships, exitCode => Assert.Equal(1, exitCode));
        Assert.All(cancels, reply => Assert.Equal("CANCELLED", reply));
        await _shopper.WaitForStatusAsync(_order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(_order));
        Assert.Equal(10, await shop.StockOfAsync(_lamp));
        await shop.AssertRefundedAsync(_order, _order.AmountWon);
    }

    private async Task<(int[] Ships, string[] Cancels)> RunWhileLockedAsync(string takeLock)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(takeLock, connection, transaction);
        await command.ExecuteNonQueryAsync();

        var ships = Task.WhenAll(Enumerable.Range(0, Shippers).Select(_ => ShipAsync()));
        await WaitForBlockedAsync(Shippers);
        var cancels = Task.WhenAll(Enumerable.Range(0, Cancellers).Select(_ => CancelAsync()));
        await WaitForBlockedAsync(Shippers + Cancellers);
        await transaction.CommitAsync();
        return (await ships, await cancels);
    }

    private Task WaitForBlockedAsync(int count) => Eventually.IsAsync(
        () => shop.QuerySqlAsync<long>("""
            select count(*) from pg_stat_activity
            where wait_event_type = 'Lock' and wait_event in ('advisory', 'transactionid', 'tuple')
            """),
        waiting => waiting >= count,
        TimeSpan.FromSeconds(60));

    private async Task<int> ShipAsync() =>
        (await ServiceProcess.RunAsync(shop, "Commerce", "ship", $"{_order.OrderId}")).ExitCode;

    private async Task<string> CancelAsync()
    {
        var reply = await Shopper.ReadAsync<JsonObject>(
            await _shopper.SendCancelAsync(_order), HttpStatusCode.OK, HttpStatusCode.Conflict);
        return (string)(reply["code"] ?? reply["orderStatus"])!;
    }
}

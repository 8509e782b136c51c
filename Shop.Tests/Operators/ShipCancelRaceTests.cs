// Operators ship an order while its shopper cancels it. All of them are blocked until each has read an order that can
// still be shipped or cancelled. Then only the lock of the order decides.
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Operators;

[Collection(RunningShop.SharedToo)]
public sealed class ShipCancelRaceTests(RunningShop shop) : IAsyncDisposable
{
    private const int Shippers = 2;
    private const int Cancellers = 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async ValueTask DisposeAsync() =>
        await shop.CommerceAsync("drop function if exists zz_is_held_back cascade");

    [Fact]
    public async Task Order_shipped_first_stays_shipped_and_paid()
    {
        var (shopper, lamp, order) = await BuysAsync();
        var gate = $"pg_advisory_xact_lock(hashtext('{order.OrderId}'))";
        await shop.CommerceAsync($"""
            create function zz_is_held_back() returns trigger language plpgsql as $$
            begin
              perform {gate};
              return new;
            end $$;
            create trigger zz_is_held_back before update on orders
              for each row when (new.id = '{order.OrderId}' and new.status = 'SHIPPED')
              execute function zz_is_held_back()
            """);

        // One of the shipping commands holds the lock of the order.
        var (ships, cancels) = await RunWhileLockedAsync($"select {gate}", shopper, order);

        Assert.Equal([0, 1], ships.Order());
        Assert.All(cancels, answer => Assert.Equal("NOT_CANCELLABLE", answer));
        var seen = await shopper.GetOrderAsync(order);
        Assert.Equal((OrderStatus.Shipped, PaymentStatus.Paid), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal("PAID,SHIPPED", await shop.LedgerOfAsync(order));
        Assert.Equal(9, await shop.StockOfAsync(lamp));
        await shop.AssertRefundedAsync(order);
    }

    [Fact]
    public async Task Order_cancelled_first_is_not_shipped_and_is_refunded_once()
    {
        var (shopper, lamp, order) = await BuysAsync();

        // A shipping command first records the payment at PortOne, and requests the lock after the cancellations.
        var (ships, cancels) = await RunWhileLockedAsync(
            $"select from orders where id = '{order.OrderId}' for update", shopper, order);

        Assert.All(ships, exitCode => Assert.Equal(1, exitCode));
        Assert.All(cancels, answer => Assert.Equal("CANCELLED", answer));
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }

    private async Task<(Shopper Shopper, Product Lamp, OrderReply Order)> BuysAsync()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        return (shopper, lamp, await shopper.BuysAsync(lamp));
    }

    private async Task<(int[] Ships, string[] Cancels)> RunWhileLockedAsync(
        string hold, Shopper shopper, OrderReply order)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(hold, connection, transaction);
        await command.ExecuteNonQueryAsync();

        var ships = Task.WhenAll(Enumerable.Range(0, Shippers).Select(_ => ShipAsync(order)));
        await WaitForBlockedAsync(Shippers);
        var cancels = Task.WhenAll(Enumerable.Range(0, Cancellers).Select(_ => CancelAsync(shopper, order)));
        await WaitForBlockedAsync(Shippers + Cancellers);
        await transaction.CommitAsync();
        return (await ships, await cancels);
    }

    private Task WaitForBlockedAsync(int count) => Eventually.IsAsync(
        () => shop.CommerceAsync<long>("""
            select count(*) from pg_stat_activity
            where wait_event_type = 'Lock' and wait_event in ('advisory', 'transactionid', 'tuple')
            """),
        waiting => waiting >= count,
        Deadline);

    private async Task<int> ShipAsync(OrderReply order) =>
        (await ServiceProcess.RunAsync(shop, "Commerce", "ship", $"{order.OrderId}")).ExitCode;

    private static async Task<string> CancelAsync(Shopper shopper, OrderReply order)
    {
        var answer = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.OK, HttpStatusCode.Conflict);
        return (string)(answer["code"] ?? answer["orderStatus"])!;
    }
}

// Operators send an order at the moment at which its shopper cancels it. They are held back until all of them wait for
// each other: everybody has seen an order that may still be sent or cancelled, and only its lock decides.
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Shop.Commerce;
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Operators;

[Collection(RunningShop.SharedToo)]
public sealed class SendingWhatIsBeingCancelled(RunningShop shop) : IAsyncDisposable
{
    private const int Shippers = 2;
    private const int Cancellers = 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async ValueTask DisposeAsync() =>
        await shop.CommerceAsync("drop function if exists zz_is_held_back cascade");

    [Fact]
    public async Task What_is_sent_first_stays_sent_and_paid()
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

        // One of those who send it has its lock.
        var (ships, cancels) = await HeldBackByAsync($"select {gate}", shopper, order);

        Assert.Equal([0, 1], ships.Order());
        Assert.All(cancels, answer => Assert.Equal("NOT_CANCELLABLE", answer));
        var stands = await shopper.LooksAtAsync(order);
        Assert.Equal(("SHIPPED", "PAID"), (stands.OrderStatus, stands.PaymentStatus));
        Assert.Equal("PAID,SHIPPED", await shop.LedgerOfAsync(order));
        Assert.Equal(9, await shop.StockOfAsync(lamp));
        await shop.HasGivenBackAsync(order);
    }

    [Fact]
    public async Task What_is_cancelled_first_is_not_sent_and_goes_back_once()
    {
        var (shopper, lamp, order) = await BuysAsync();

        // Those who send it record first what PortOne says, and come back for its lock after those who cancel.
        var (ships, cancels) = await HeldBackByAsync(
            $"select from orders where id = '{order.OrderId}' for update", shopper, order);

        Assert.All(ships, exitCode => Assert.Equal(1, exitCode));
        Assert.All(cancels, answer => Assert.Equal("CANCELLED", answer));
        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal("PAID,OWED_BACK,REFUND_OPENED,GIVEN_BACK", await shop.LedgerOfAsync(order));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        await shop.HasGivenBackAsync(order, order.AmountWon);
    }

    private async Task<(Shopper Shopper, Product Lamp, OrderReply Order)> BuysAsync()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        return (shopper, lamp, await shopper.BuysAsync(lamp));
    }

    private async Task<(int[] Ships, string[] Cancels)> HeldBackByAsync(
        string hold, Shopper shopper, OrderReply order)
    {
        await using var connection = await shop.CommerceDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(hold, connection, transaction);
        await command.ExecuteNonQueryAsync();

        var ships = Task.WhenAll(Enumerable.Range(0, Shippers).Select(_ => ShipsAsync(order)));
        await AreWaitingAsync(Shippers);
        var cancels = Task.WhenAll(Enumerable.Range(0, Cancellers).Select(_ => CancelsAsync(shopper, order)));
        await AreWaitingAsync(Shippers + Cancellers);
        await transaction.CommitAsync();
        return (await ships, await cancels);
    }

    private Task AreWaitingAsync(int count) => Eventually.IsAsync(
        () => shop.CommerceAsync<long>("""
            select count(*) from pg_stat_activity
            where wait_event_type = 'Lock' and wait_event in ('advisory', 'transactionid', 'tuple')
            """),
        waiting => waiting >= count,
        Deadline);

    private async Task<int> ShipsAsync(OrderReply order) =>
        (await ServiceProcess.RunAsync(shop, "Commerce", "ship", $"{order.OrderId}")).ExitCode;

    private static async Task<string> CancelsAsync(Shopper shopper, OrderReply order)
    {
        var answer = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.OK, HttpStatusCode.Conflict);
        return (string)(answer["code"] ?? answer["orderStatus"])!;
    }
}

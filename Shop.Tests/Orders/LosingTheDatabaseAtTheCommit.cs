using System.Net;
using System.Text.Json.Nodes;
using Shop.Commerce;

namespace Shop.Tests.Orders;

/// <summary>What happens when an order of this shopper is committed is arranged by a deferred trigger.</summary>
[Collection(RunningShop.Shared)]
public sealed class LosingTheDatabaseAtTheCommit(RunningShop shop) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() =>
        await shop.CommerceAsync("drop function if exists zz_at_the_commit cascade");

    [Fact]
    public async Task A_commit_that_was_sent_is_waited_for()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 5);
        await AtTheCommitAsync(shopper, "perform pg_sleep(7.5)"); // Longer than an order may take until then.

        await shopper.OrdersAsync(lamp);

        Assert.Equal(4, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task When_its_answer_is_lost_nothing_is_claimed_and_the_same_request_finds_out()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 5);
        var request = new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]);
        await AtTheCommitAsync(shopper, "perform pg_terminate_backend(pg_backend_pid())");

        var lost = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsOrderAsync(request, "the-same"), HttpStatusCode.ServiceUnavailable);
        await DisposeAsync();
        await Shopper.ReadAsync<OrderReply>(await shopper.SendsOrderAsync(request, "the-same"), HttpStatusCode.Created);

        Assert.Contains("cannot be seen whether", (string)lost["detail"]!);
        Assert.Equal(4, await shop.StockOfAsync(lamp));
    }

    // Named to come after the schema's own triggers, which have looked by then.
    private Task<int> AtTheCommitAsync(Shopper shopper, string act) => shop.CommerceAsync($"""
        create function zz_at_the_commit() returns trigger language plpgsql security definer as $$
        begin
          {act};
          return null;
        end $$;
        create constraint trigger zz_at_the_commit after insert on orders deferrable initially deferred
          for each row when (new.shopper_id = '{shopper.AccountId}') execute function zz_at_the_commit()
        """);
}

using System.Net;

namespace Shop.Tests.Orders;

/// <summary>A deferred trigger delays the commit of an order or breaks its connection.</summary>
[Collection(RunningShop.Shared)]
public sealed class PlaceOrderCommitFailureTests(RunningShop shop) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() =>
        await shop.ExecuteSqlAsync("drop function if exists zz_at_the_commit cascade");

    [Fact]
    public async Task Slow_commit_is_awaited()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        // Longer than the timeout for the statements before the commit.
        await RunAtCommitAsync(shopper, "perform pg_sleep(7.5)");

        await shopper.OrderAsync(lamp);

        Assert.Equal(4, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Lost_commit_response_is_resolved_by_repeating_the_request()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var request = new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]);
        await RunAtCommitAsync(shopper, "perform pg_terminate_backend(pg_backend_pid())");

        var lost = await OrderTestExtensions.ProblemOfAsync(
            await shopper.SendOrderAsync(request, "the-same"), HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        await DisposeAsync();
        await shopper.OrderAsync(request, "the-same");

        Assert.Contains("could not confirm that the order was placed", (string)lost["detail"]!);
        Assert.Equal(4, await shop.StockOfAsync(lamp));
    }

    // The name sorts after the schema's triggers, so it runs after them.
    private Task RunAtCommitAsync(Shopper shopper, string act) => shop.ExecuteSqlAsync($"""
        create function zz_at_the_commit() returns trigger language plpgsql security definer as $$
        begin
          {act};
          return null;
        end $$;
        create constraint trigger zz_at_the_commit after insert on orders deferrable initially deferred
          for each row when (new.shopper_id = '{shopper.AccountId}') execute function zz_at_the_commit()
        """);
}

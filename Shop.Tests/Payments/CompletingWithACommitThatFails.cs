using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>
/// The money is captured and the shop's own transaction fails. Whoever gives such money back at once gives it back for
/// an order that the next report makes good, or that had become good all the same.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class CompletingWithACommitThatFails(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.Sandbox.LosesWebhooksAsync();

    public async ValueTask DisposeAsync()
    {
        await shop.CommerceAsync("drop function if exists zz_at_the_commit cascade");
        await shop.Sandbox.SetFaultsAsync(new { });
    }

    [Fact]
    public async Task Nothing_is_given_back_of_an_order_that_can_still_be_made_good()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.CommerceAsync($"""
            create function zz_at_the_commit() returns trigger language plpgsql security definer as $$
            begin
              perform pg_terminate_backend(pg_backend_pid());
              return null;
            end $$;
            create constraint trigger zz_at_the_commit after update on payments deferrable initially deferred
              for each row when (new.key = '{order.PaymentKey}') execute function zz_at_the_commit()
            """);
        await shopper.PaysAsync(order);
        using var failed = await shopper.SendsCompleteAsync(order.PaymentKey);

        await shop.CommerceAsync("drop function zz_at_the_commit cascade");

        Assert.False(failed.IsSuccessStatusCode);
        var stands = await Eventually.IsAsync(
            () => shopper.LooksAtAsync(order), now => now.OrderStatus == "READY", TimeSpan.FromSeconds(30));
        Assert.Equal("PAID", stands.PaymentStatus);
        Assert.Empty(stands.Refunds);
        Assert.DoesNotContain(
            (await shop.Sandbox.LedgerAsync())["items"]!.AsArray(),
            entry => (string?)entry!["paymentId"] == order.PaymentKey && (string?)entry["kind"] == "CANCEL");
    }
}

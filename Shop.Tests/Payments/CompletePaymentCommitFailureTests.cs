
namespace Shop.Tests.Payments;

/// <summary>
/// The payment is captured and the shop's transaction fails. A refund at this point would be wrong, because the next
/// report can still complete the order, or the transaction was committed after all.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class CompletePaymentCommitFailureTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.Sandbox.DropWebhooksAsync();

    public async ValueTask DisposeAsync()
    {
        await shop.CommerceAsync("drop function if exists zz_fail_commit cascade");
        await shop.Sandbox.SetFaultsAsync(new { });
    }

    [Fact]
    public async Task Failed_commit_does_not_refund_the_payment()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.CommerceAsync($"""
            create function zz_fail_commit() returns trigger language plpgsql security definer as $$
            begin
              perform pg_terminate_backend(pg_backend_pid());
              return null;
            end $$;
            create constraint trigger zz_fail_commit after update on payments deferrable initially deferred
              for each row when (new.key = '{order.PaymentKey}') execute function zz_fail_commit()
            """);
        await shopper.PaysAsync(order);
        using var failed = await shopper.SendsCompleteAsync(order.PaymentKey);

        await shop.CommerceAsync("drop function zz_fail_commit cascade");

        Assert.False(failed.IsSuccessStatusCode);
        var detail = await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), now => now.OrderStatus == OrderStatus.Ready, TimeSpan.FromSeconds(30));
        Assert.Equal(PaymentStatus.Paid, detail.PaymentStatus);
        Assert.Empty(detail.Refunds);
        Assert.DoesNotContain(
            (await shop.Sandbox.LedgerAsync())["items"]!.AsArray(),
            entry => (string?)entry!["paymentId"] == order.PaymentKey && (string?)entry["kind"] == "CANCEL");
    }
}

// Payment bugs that other shops have had, each set up so that no other rule prevents it.

namespace Shop.Tests.Proof;

[Collection(RunningShop.Shared)]
public sealed class KnownFailureTests(RunningShop shop) : IAsyncLifetime
{
    private static readonly object NoWebhooks = new { webhooks = new { mode = "off" } };
    private static readonly object NoCancels = new
    {
        errorRate = 1.0,
        only = "/cancel",
        webhooks = new { mode = "off" },
    };

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public async ValueTask InitializeAsync() => await shop.Sandbox.SetFaultsAsync(NoWebhooks);

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Webhook_about_an_uncaptured_payment_changes_nothing()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        var webhook = $"{Guid.NewGuid()}";

        using var answer = await new WebhookSender(shop.CreateClient("commerce")).SendAsync(order.PaymentKey, webhook);

        await Eventually.IsAsync(
            () => shop.CommerceAsync<bool>($"""
                select not exists (
                    select from payment_jobs where payment_key = '{order.PaymentKey}' and kind = 'RECONCILE')
                """),
            isHandled => isHandled);
        Assert.Equal("PENDING PENDING", await StatusesAsync(order));
    }

    [Fact]
    public async Task Equal_console_cancellation_is_not_taken_for_the_shops_refund()
    {
        var order = await PaidAsync();
        await shop.Sandbox.SetFaultsAsync(NoCancels);
        await RequestPartialRefundAsync(order, 3_000);
        await RefundIsSentAsync(order);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });

        await shop.Sandbox.SetFaultsAsync(NoWebhooks);

        await Eventually.IsAsync(() => BookedAsync(order), booked => booked == "+12000 -3000 -3000", Deadline);
        Assert.Equal("PAID READY", await StatusesAsync(order));
        await new Settling(shop).SettleAsync([order.PaymentKey]);
    }

    private async Task<OrderReply> PaidAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync(priceWon: 12_000));
        await shopper.ReturnsFromAsync(order);
        return order;
    }

    /// <summary>Requests a partial refund as an operator does.</summary>
    private Task RequestPartialRefundAsync(OrderReply order, long amountWon)
    {
        var id = Guid.CreateVersion7();
        return shop.CommerceAsync($"""
            insert into refunds (id, payment_key, origin, status, amount_minor, cancellable_minor, reason, requested_at)
              values ('{id}', '{order.PaymentKey}', 'SHOP', 'PENDING', {amountWon}, {order.AmountWon},
                'PARTIAL_REFUND {id}', now());
            update payments set refunding_minor = {amountWon} where key = '{order.PaymentKey}';
            insert into payment_jobs (payment_key, kind, due_at) values ('{order.PaymentKey}', 'REFUND', now());
            insert into ledger_entries (payment_key, at, event, source, amount_minor, currency, reference)
              values ('{order.PaymentKey}', now(), 'REFUND_OPENED', 'OPERATOR', {amountWon}, 'KRW', '{id}')
            """);
    }

    /// <summary>Waits until the refund was sent at least once, with an unknown outcome.</summary>
    private Task RefundIsSentAsync(OrderReply order) => Eventually.IsAsync(
        () => shop.CommerceAsync<long>($"""
            select count(*) from payment_jobs
            where payment_key = '{order.PaymentKey}' and kind = 'REFUND' and attempts > 0
            """),
        sent => sent == 1);

    private Task<string> StatusesAsync(OrderReply order) => shop.CommerceAsync<string>(
        $"select status || ' ' || order_status from payments where key = '{order.PaymentKey}'");

    private async Task<string> BookedAsync(OrderReply order) => string.Join(' ',
        from entry in (await shop.Sandbox.LedgerAsync())["items"]!.AsArray()
        where (string)entry!["paymentId"]! == order.PaymentKey
        select ((string)entry!["kind"]! == "CAPTURE" ? "+" : "-") + (long)entry["amount"]!);
}

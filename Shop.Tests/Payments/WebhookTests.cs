using System.Net;
using Npgsql;

namespace Shop.Tests.Payments;

/// <summary>Webhooks of payments: repeated, out of order, and concurrent with the shopper's return.</summary>
[Collection(RunningShop.Shared)]
public sealed class WebhookTests(RunningShop shop) : IAsyncLifetime
{
    private readonly HttpClient _commerce = shop.CreateClient("commerce");

    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Webhook_after_completion_changes_nothing()
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);
        await shopper.ReturnsFromAsync(order);
        var rows = await shop.RowsOfAsync(order);

        await SendWebhookAsync(Webhook.About(order.PaymentKey));
        await WebhooksAreHandledAsync(order, 1);

        Assert.Equal(rows, await shop.RowsOfAsync(order));
    }

    [Fact]
    public async Task Concurrent_redirect_and_webhook_settle_once()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shopper.PaysAsync(order);

        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => Task.WhenAll(
            shopper.ReturnsFromAsync(order), SendWebhookAsync(Webhook.About(order.PaymentKey)))));
        await WebhooksAreHandledAsync(order, 25);

        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
        Assert.Equal(9, await shop.StockOfAsync(lamp));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task Repeated_webhook_settles_once_and_each_id_is_stored_once(bool underOneId, int kept)
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);
        var id = Webhook.NewId();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            SendWebhookAsync(Webhook.About(order.PaymentKey), underOneId ? id : null)));
        await WebhooksAreHandledAsync(order, kept);

        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Out_of_order_webhooks_apply_the_current_state_of_PortOne()
    {
        var (shopper, order) = await OrdersAsync();
        await SendWebhookAsync(Webhook.About(order.PaymentKey, "Transaction.Cancelled"));
        await WebhooksAreHandledAsync(order, 1);
        Assert.Equal(PaymentStatus.Pending, (await shopper.GetOrderAsync(order)).PaymentStatus);

        await shopper.PaysAsync(order);
        await SendWebhookAsync(Webhook.About(order.PaymentKey, "Transaction.Ready"));
        await shopper.WaitForStatusAsync(order, PaymentStatus.Paid, OrderStatus.Ready);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");
        await SendWebhookAsync(Webhook.About(order.PaymentKey, "Transaction.Paid"));

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("PAID,REFUNDED", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Webhook_during_the_run_of_a_job_is_handled_by_another_run()
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);
        await using (var connection = await shop.CommerceDb.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand(
                $"select from orders where id = '{order.OrderId}' for update", connection);
            await hold.ExecuteNonQueryAsync();
            await SendWebhookAsync(Webhook.About(order.PaymentKey));

            // The run of the first webhook has retrieved the payment and waits for the order.
            await Eventually.IsAsync(
                () => shop.CommerceAsync<long>($"""
                    select count(*) from pg_stat_activity where {connection.ProcessID} = any (pg_blocking_pids(pid))
                    """),
                waiting => waiting == 1);
            await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");
            await SendWebhookAsync(Webhook.About(order.PaymentKey, "Transaction.Cancelled"));
            await transaction.RollbackAsync();
        }

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("PAID,REFUNDED", await shop.LedgerOfAsync(order));
    }

    [Theory]
    [InlineData("""{"type":"Unknown.Type","data":{"paymentId":"x"}}""")]
    [InlineData("""{"type":"Transaction.Unknown","data":{"paymentId":"0123456789abcdef0123456789abcdef"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":"another shop's"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":7}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":"\ud83d"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":[]}""")]
    [InlineData("""{"type":"Transaction.Paid"}""")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    [InlineData("")]
    public async Task Webhook_of_unknown_type_or_foreign_payment_is_stored_and_acknowledged(string body)
    {
        var id = Webhook.NewId();

        await SendWebhookAsync(body, id);

        Assert.Equal(1, await shop.CommerceAsync<long>($"select count(*) from webhooks where id = '{id}'"));
    }

    [Fact]
    public async Task Webhook_is_stored_and_retried_while_PortOne_is_unavailable()
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);
        await shop.Sandbox.SetFaultsForAsync(order.PaymentKey, errorRate: 1);
        await SendWebhookAsync(Webhook.About(order.PaymentKey));
        await Eventually.IsAsync(
            () => shop.TriesOfAsync(order, "RECONCILE"), tries => tries >= 2);
        Assert.Equal(PaymentStatus.Pending, (await shopper.GetOrderAsync(order)).PaymentStatus);

        await shop.Sandbox.DropWebhooksAsync();

        await WebhooksAreHandledAsync(order, 1);
        Assert.Equal(PaymentStatus.Paid, (await shopper.GetOrderAsync(order)).PaymentStatus);
    }

    // The sweep is postponed, so only the test reports the payment.
    private async Task<(Shopper Shopper, OrderReply Order)> OrdersAsync(Product? product = null)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(product ?? await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);
        return (shopper, order);
    }

    private async Task SendWebhookAsync(string body, string? id = null)
    {
        using var answer = await _commerce.SendAsync(Webhook.Signed(body, id));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task WebhooksAreHandledAsync(OrderReply order, int count) => Eventually.IsAsync(
        () => shop.CommerceAsync<string>($"""
            select (select count(*) from webhooks where payment_key = '{order.PaymentKey}') || ' stored, '
                || (select count(*) from payment_jobs where payment_key = '{order.PaymentKey}' and kind = 'RECONCILE')
                || ' waiting'
            """),
        inbox => inbox == $"{count} stored, 0 waiting", TimeSpan.FromSeconds(30));
}

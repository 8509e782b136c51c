// Disputes that a payer opens at the payment company. The sandbox opens and resolves them and sends the webhooks.
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Disputes;

[Collection(RunningShop.SharedToo)]
public sealed class DisputeTests(RunningShop shop) : IAsyncDisposable
{
    private const string Created = "Transaction.DisputeCreated";
    private const string Reason = "상품 미수령";
    private const string Unresolved = "UNRESOLVED " + Reason;

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Dispute_is_recorded_listed_and_counted_until_it_is_resolved()
    {
        var (_, order) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason, pgDisputeId = "pg-1" });

        await DisputesBecomeAsync(order, Unresolved);
        await GaugeShowsAsync(atLeast: 1);
        Assert.Contains($"disputed: {Reason}", await LineOfAsync(order));
        Assert.Contains("Dispute pg-1: UNRESOLVED", await RunCommandAsync("show", $"{order.OrderId}"));
        Assert.Contains(
            $"Payment {order.PaymentKey} of order {order.OrderId} is disputed; answer the dispute in PortOne's console",
            await RunCommandAsync("ship", $"{order.OrderId}", "--dry-run"));
        Assert.Contains(
            $"Payment {order.PaymentKey} of order {order.OrderId} is disputed since ", shop.Console.Text);

        await shop.Sandbox.ActAsync(order.PaymentKey, "resolve-dispute");

        await DisputesBecomeAsync(order, $"RESOLVED {Reason}");
        await GaugeShowsAsync(atLeast: 0);
        Assert.DoesNotContain("disputed", await LineOfAsync(order));
        Assert.DoesNotContain("disputed", await RunCommandAsync("ship", $"{order.OrderId}", "--dry-run"));
        Assert.Contains(
            $"The dispute of payment {order.PaymentKey} of order {order.OrderId} was resolved at ", shop.Console.Text);
        Assert.Contains("Dispute pg-1: RESOLVED", await RunCommandAsync("show", $"{order.OrderId}"));
        Assert.Equal("PAID", await shop.LedgerOfAsync(order)); // No money moved.
    }

    // PortOne lists no disputes once a part is refunded, so only the webhooks report them.
    [Theory]
    [InlineData(true, "UNRESOLVED", "RESOLVED")]
    [InlineData(false, Unresolved, "RESOLVED " + Reason)]
    public async Task Dispute_of_a_partly_refunded_payment_is_recorded_from_its_webhooks(
        bool isRefundedBefore, string opened, string resolved)
    {
        var (_, order) = await shop.NewPaidOrderAsync();
        if (isRefundedBefore)
        {
            await RefundPartAsync(order);
        }

        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason });
        await DisputesBecomeAsync(order, opened);
        Assert.Contains("disputed", await LineOfAsync(order));
        Assert.Contains(
            "is disputed; answer the dispute", await RunCommandAsync("ship", $"{order.OrderId}", "--dry-run"));
        if (!isRefundedBefore)
        {
            await RefundPartAsync(order);
        }

        await shop.Sandbox.ActAsync(order.PaymentKey, "resolve-dispute");

        await DisputesBecomeAsync(order, resolved);
        Assert.DoesNotContain("disputed", await LineOfAsync(order));
        Assert.Equal("PAID,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order)); // The dispute moved no money.
    }

    [Theory]
    [InlineData(true, "UNRESOLVED", "RESOLVED")]
    [InlineData(false, Unresolved, "RESOLVED " + Reason)]
    public async Task Many_webhooks_of_one_dispute_record_it_once(bool isRefunded, string opened, string resolved)
    {
        var (_, order) = await shop.NewPaidOrderAsync();
        if (isRefunded)
        {
            await RefundPartAsync(order);
        }

        await shop.Sandbox.DropWebhooksAsync();

        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason });
        await SendWebhooksAsync(order, Created, times: 25);
        await DisputesBecomeAsync(order, opened);
        await shop.Sandbox.ActAsync(order.PaymentKey, "resolve-dispute");
        await SendWebhooksAsync(order, "Transaction.DisputeResolved", times: 25);
        await DisputesBecomeAsync(order, resolved);
        await SendWebhooksAsync(order, Created, times: 1); // PortOne's late repeat.

        await DisputesBecomeAsync(order, resolved);
    }

    // As when two webhooks arrive at once, and the one that was received later creates the job.
    [Fact]
    public async Task Webhook_that_is_older_than_its_job_is_read()
    {
        await shop.Sandbox.DropWebhooksAsync();
        var (_, order) = await shop.NewPaidOrderAsync();
        await RefundPartAsync(order);
        await shop.ExecuteSqlAsync($"""
            insert into payment_jobs (payment_key, kind, due_at, created_at)
            values ('{order.PaymentKey}', 'RECONCILE', now() + interval '1 hour', now() + interval '1 hour')
            on conflict (payment_key, kind) do update set due_at = excluded.due_at, created_at = excluded.created_at
            """);

        await SendWebhooksAsync(order, Created, times: 1);

        await DisputesBecomeAsync(order, "UNRESOLVED");
    }

    [Fact]
    public async Task Dispute_that_no_webhook_reported_is_found_by_the_nightly_reconciliation()
    {
        await shop.Sandbox.DropWebhooksAsync(); // Before the payment, whose late webhook would find the dispute.
        var (_, order) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason });

        await shop.ExecuteSqlAsync(
            "update reconciliations set read_at = read_at - interval '1 day', claimed_until = null "
            + "where source = 'NIGHTLY'");

        await DisputesBecomeAsync(order, Unresolved);
    }

    [Fact]
    public async Task Charge_back_after_a_dispute_is_a_refund_and_ends_the_listing()
    {
        var (_, order) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason });
        await DisputesBecomeAsync(order, Unresolved);

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { isChargeback = true });

        await Eventually.IsAsync(() => shop.LedgerOfAsync(order), ledger => ledger == "PAID,REFUNDED");
        Assert.Equal("", await LineOfAsync(order));
    }

    private async Task RefundPartAsync(OrderReply order)
    {
        await RunCommandAsync("refund", $"{order.OrderId}", "--amount-won", "3000");
        await Eventually.IsAsync(
            () => shop.LedgerOfAsync(order), ledger => ledger == "PAID,REFUND_OPENED,REFUNDED");
    }

    /// <summary>Sends concurrent webhooks with different ids; waits until they are handled.</summary>
    private async Task SendWebhooksAsync(OrderReply order, string type, int times)
    {
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => shop.SendWebhookAsync(order, type)));
        await shop.WebhooksAreHandledAsync(order);
    }

    private Task DisputesBecomeAsync(OrderReply order, string expected) => Eventually.IsAsync(
        () => shop.QuerySqlAsync<string>($"""
            select coalesce(string_agg(concat_ws(' ', status, reason), ', '), '')
            from payment_disputes where payment_key = '{order.PaymentKey}'
            """),
        disputes => disputes == expected, TimeSpan.FromSeconds(60));

    /// <summary>The order's line in the list of orders to ship; empty if it is not listed.</summary>
    private async Task<string> LineOfAsync(OrderReply order) =>
        (await RunCommandAsync("orders")).Split('\n').SingleOrDefault(line => line.Contains($"{order.OrderId}")) ?? "";

    private async Task<string> RunCommandAsync(params string[] command)
    {
        var (exitCode, output, errors) = await ServiceProcess.RunAsync(shop, "Commerce", command);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    /// <summary>Waits until the gauge shows what the database holds: other tests leave disputes open.</summary>
    private async Task GaugeShowsAsync(int atLeast)
    {
        var open = await shop.QuerySqlAsync<long>("""
            select count(*) from payment_disputes d join payments p on p.key = d.payment_key
            where d.resolved_at is null and p.status in ('PAID', 'REFUND_DUE')
            """);
        Assert.True(open >= atLeast);
        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Gauge("commerce", "shop.payments.disputes")),
            shown => shown is [var number] && (long)number == open);
    }
}

// Disputes that a payer opens at the payment company. The sandbox opens and resolves them and sends the webhooks.
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Disputes;

[Collection(RunningShop.SharedToo)]
public sealed class DisputeTests(RunningShop shop) : IAsyncDisposable
{
    private const string Reason = "상품 미수령";

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Dispute_is_recorded_listed_and_counted_until_it_is_resolved()
    {
        var order = await CreatePaidOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason, pgDisputeId = "pg-1" });

        await DisputesBecomeAsync(order, $"pg-1 UNRESOLVED {Reason}");
        await GaugeShowsAsync(atLeast: 1);
        Assert.Contains($"disputed: {Reason}", await LineOfAsync(order));
        Assert.Contains($"Dispute pg-1: UNRESOLVED", await RunCommandAsync("show", $"{order.OrderId}"));
        Assert.Contains(
            $"Payment {order.PaymentKey} of order {order.OrderId} is disputed; answer the dispute in PortOne's console",
            await RunCommandAsync("ship", $"{order.OrderId}", "--dry-run"));
        Assert.Contains(
            $"Payment {order.PaymentKey} of order {order.OrderId} is disputed since ", shop.Console.Text);

        await shop.Sandbox.ActAsync(order.PaymentKey, "resolve-dispute");

        await DisputesBecomeAsync(order, $"pg-1 RESOLVED {Reason}");
        await GaugeShowsAsync(atLeast: 0);
        Assert.DoesNotContain("disputed", await LineOfAsync(order));
        Assert.DoesNotContain("disputed", await RunCommandAsync("ship", $"{order.OrderId}", "--dry-run"));
        Assert.Contains(
            $"The dispute of payment {order.PaymentKey} of order {order.OrderId} was resolved at ", shop.Console.Text);
        Assert.Contains("Dispute pg-1: RESOLVED", await RunCommandAsync("show", $"{order.OrderId}"));
        Assert.Equal("PAID", await shop.LedgerOfAsync(order)); // No money moved.
    }

    [Fact]
    public async Task Dispute_of_a_partly_refunded_payment_is_recorded_from_its_webhooks()
    {
        var order = await CreatePaidOrderAsync();
        await RefundPartAsync(order);

        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason });

        await StatusesBecomeAsync(order, "UNRESOLVED");
        Assert.Contains("to be sent; disputed since ", await LineOfAsync(order));
        Assert.Contains(
            "is disputed; answer the dispute", await RunCommandAsync("ship", $"{order.OrderId}", "--dry-run"));

        await shop.Sandbox.ActAsync(order.PaymentKey, "resolve-dispute");

        await StatusesBecomeAsync(order, "RESOLVED");
        Assert.DoesNotContain("disputed", await LineOfAsync(order));
        Assert.Equal("PAID,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order)); // The dispute moved no money.
    }

    [Fact]
    public async Task Dispute_is_resolved_although_a_part_was_refunded_meanwhile()
    {
        var order = await CreatePaidOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason, pgDisputeId = "pg-4" });
        await DisputesBecomeAsync(order, $"pg-4 UNRESOLVED {Reason}");
        await RefundPartAsync(order);

        await shop.Sandbox.ActAsync(order.PaymentKey, "resolve-dispute");

        await DisputesBecomeAsync(order, $"pg-4 RESOLVED {Reason}");
        Assert.DoesNotContain("disputed", await LineOfAsync(order));
    }

    [Fact]
    public async Task Many_webhooks_of_one_dispute_after_a_partial_refund_record_it_once()
    {
        var order = await CreatePaidOrderAsync();
        await RefundPartAsync(order);
        await shop.Sandbox.DropWebhooksAsync();

        await SendWebhooksAsync(order, "Transaction.DisputeCreated", times: 25);
        await StatusesBecomeAsync(order, "UNRESOLVED");
        await SendWebhooksAsync(order, "Transaction.DisputeResolved", times: 25);
        await StatusesBecomeAsync(order, "RESOLVED");
        await SendWebhooksAsync(order, "Transaction.DisputeCreated", times: 1); // PortOne's late repeat.

        await StatusesBecomeAsync(order, "RESOLVED");
    }

    [Fact]
    public async Task Many_reports_of_one_dispute_record_it_once()
    {
        var order = await CreatePaidOrderAsync();
        await shop.Sandbox.DropWebhooksAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason });

        await SendWebhooksAsync(order, "Transaction.DisputeCreated", times: 25);

        Assert.Equal(1, await shop.CommerceAsync<long>(
            $"select count(*) from payment_disputes where payment_key = '{order.PaymentKey}'"));
    }

    [Fact]
    public async Task Dispute_that_no_webhook_reported_is_found_by_the_nightly_reconciliation()
    {
        await shop.Sandbox.DropWebhooksAsync(); // Before the payment, whose late webhook would find the dispute.
        var order = await CreatePaidOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason, pgDisputeId = "pg-2" });

        await shop.CommerceAsync(
            "update reconciliations set read_at = read_at - interval '1 day', claimed_until = null "
            + "where source = 'NIGHTLY'");

        await DisputesBecomeAsync(order, $"pg-2 UNRESOLVED {Reason}");
    }

    [Fact]
    public async Task Charge_back_after_a_dispute_is_a_refund_and_ends_the_listing()
    {
        var order = await CreatePaidOrderAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "dispute", new { reason = Reason, pgDisputeId = "pg-3" });
        await DisputesBecomeAsync(order, $"pg-3 UNRESOLVED {Reason}");

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { isChargeback = true });

        await Eventually.IsAsync(() => shop.LedgerOfAsync(order), ledger => ledger == "PAID,REFUNDED");
        Assert.Equal("", await LineOfAsync(order));
    }

    private async Task<OrderReply> CreatePaidOrderAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        Assert.Equal(PaymentStatus.Paid, (await shopper.ReturnsFromAsync(order)).PaymentStatus);
        return order;
    }

    /// <summary>Refunds a part. From then on PortOne does not list disputes.</summary>
    private async Task RefundPartAsync(OrderReply order)
    {
        await RunCommandAsync("refund", $"{order.OrderId}", "--amount-won", "3000");
        await Eventually.IsAsync(
            () => shop.LedgerOfAsync(order), ledger => ledger == "PAID,REFUND_OPENED,REFUNDED");
    }

    /// <summary>Sends concurrent webhooks with different ids about one event; waits until they are handled.</summary>
    private async Task SendWebhooksAsync(OrderReply order, string type, int times)
    {
        using var commerce = shop.CreateClient("commerce");
        await Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
        {
            using var request = Webhook.Signed(Webhook.About(order.PaymentKey, type));
            using var answer = await commerce.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode);
        }));
        await Eventually.IsAsync(
            () => shop.CommerceAsync<long>($"""
                select count(*) from payment_jobs where payment_key = '{order.PaymentKey}' and kind = 'RECONCILE'
                """),
            unhandled => unhandled == 0);
    }

    private Task StatusesBecomeAsync(OrderReply order, string expected) => Eventually.IsAsync(
        () => shop.CommerceAsync<string>($"""
            select coalesce(string_agg(status, ', ' order by id), '')
            from payment_disputes where payment_key = '{order.PaymentKey}'
            """),
        statuses => statuses == expected);

    private Task DisputesBecomeAsync(OrderReply order, string expected) => Eventually.IsAsync(
        () => shop.CommerceAsync<string>($"""
            select coalesce(string_agg(concat_ws(' ', id, status, reason), ', '), '')
            from payment_disputes where payment_key = '{order.PaymentKey}'
            """),
        disputes => disputes == expected, TimeSpan.FromSeconds(60));

    /// <summary>The order's line in the list of orders to send; empty if it is not listed.</summary>
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
        var open = await shop.CommerceAsync<long>("""
            select count(*) from payment_disputes d join payments p on p.key = d.payment_key
            where d.resolved_at is null and p.status in ('PAID', 'REFUND_DUE')
            """);
        Assert.True(open >= atLeast);
        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Gauge("commerce", "shop.payments.disputes")),
            shown => shown is [var number] && (long)number == open);
    }
}

// Tests reconciliation where nothing else reports payments: webhooks are dropped, and no job checks a payment. Two
// replicas reconcile concurrently, because their claims expire at once. Every test ends without a discrepancy.
using System.Net;
using Shop.Tests.Graphs;

namespace Shop.Tests.Payments;

[Collection(QuietShop.Name)]
public sealed class ReconciliationTests(QuietShop shop) : IAsyncLifetime
{
    private const int RequestsToReachBothReplicas = 12;

    private Shopper _shopper = null!;

    public async ValueTask InitializeAsync()
    {
        await shop.Sandbox.DropWebhooksAsync();
        _shopper = await shop.NewShopperAsync();
    }

    /// <summary>Expects that no discrepancy remains after the faults have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await shop.Sandbox.DropWebhooksAsync();
        await Eventually.IsAsync(
            () => shop.QuerySqlAsync<string>("select coalesce(string_agg(d::text, ' '), '') from discrepancies d"),
            discrepancies => discrepancies.Length == 0);
        await Eventually.IsAsync(
            () => Task.WhenAll(Enumerable.Range(0, RequestsToReachBothReplicas).Select(_ => HealthAsync())),
            replies => replies.All(health => health == "Healthy"));
        await shop.Sandbox.SetFaultsAsync(new { });
    }

    [Fact]
    public async Task Unreported_capture_pays_its_order()
    {
        var order = await OrderAsync(pays: true);

        await StatusBecomesAsync(order, "PAID");
        Assert.Equal("RECONCILIATION", await shop.QuerySqlAsync<string>(
            $"select source from ledger_entries where payment_key = '{order.PaymentKey}' and event = 'PAID'"));
    }

    [Fact]
    public async Task Payment_created_before_and_captured_after_the_cursor_is_found()
    {
        var early = await OrderAsync();
        await shop.Sandbox.ActAsync(early.PaymentKey, "close", new { totalAmount = early.AmountWon });
        var created = await shop.QuerySqlAsync<DateTime>("select clock_timestamp()");
        await Eventually.IsAsync(
            async () =>
            {
                await StatusBecomesAsync(await OrderAsync(pays: true), "PAID");
                return await shop.QuerySqlAsync<DateTime>("select max(at) - interval '1 second' from portone_events");
            },
            passed => passed > created);

        await _shopper.PayAsync(early);

        await StatusBecomesAsync(early, "PAID");
    }

    [Fact]
    public async Task Late_capture_of_a_closed_payment_is_found_and_must_be_refunded()
    {
        var order = await OrderAsync();
        await RetryUntilOkAsync(() => _shopper.SendCancelAsync(order));
        await StatusBecomesAsync(order, "CLOSED");

        await _shopper.PayAsync(order);

        await StatusBecomesAsync(order, "REFUND_DUE");
    }

    [Fact]
    public async Task Unreported_console_cancellation_is_found()
    {
        var order = await OrderAsync(pays: true);
        await RetryUntilOkAsync(() => _shopper.SendCompleteAsync(order.PaymentKey));

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 900 });

        await Eventually.IsAsync(
            () => shop.QuerySqlAsync<long>($"select refunded_minor from payments where key = '{order.PaymentKey}'"),
            refunded => refunded == 900);
    }

    [Fact]
    public async Task Foreign_payment_is_a_discrepancy_until_it_is_refunded()
    {
        var foreign = $"not ours '\u0001{Guid.NewGuid():N}";
        var kept = foreign.Replace('\u0001', '?').Replace("'", "''");
        var address = Uri.EscapeDataString(foreign);
        await shop.Sandbox.PayAsync(address, 7_777);

        await DiscrepanciesBecomeAsync(kept, "CAPTURE KRW 0 7777");
        var age = await shop.QuerySqlAsync<TimeSpan>(
            $"select clock_timestamp() - since from discrepancies where payment_key = '{kept}'");
        await Eventually.IsAsync(HealthAsync, health => health == "Degraded");
        var figures = await DiscrepancyMetricsAsync();
        await shop.Sandbox.ActAsync(address, "cancel", new { amount = 777 });
        await DiscrepanciesBecomeAsync(kept, "CAPTURE KRW 0 7000");
        await shop.Sandbox.ActAsync(address, "cancel");
        await DiscrepanciesBecomeAsync(kept, "");

        Assert.True(age >= QuietShop.Grace, $"{age} is too young to be a discrepancy.");
        Assert.Equal((7777, 1), figures);
        Assert.Equal(1, CountLogLines("Reconciled with PortOne: 7777 won differ"));
    }

    [Fact]
    public async Task Payment_in_another_currency_is_a_discrepancy_of_zero_won()
    {
        var foreign = Guid.NewGuid().ToString("N");
        await shop.Sandbox.PayAsync(foreign, 500, "USD");

        await DiscrepanciesBecomeAsync(foreign, "CAPTURE USD 0 500");
        await Eventually.IsAsync(HealthAsync, health => health == "Degraded");
        var figures = await DiscrepancyMetricsAsync();
        await shop.Sandbox.ActAsync(foreign, "cancel");

        Assert.Equal((0, 1), figures);
    }

    [Fact]
    public async Task Capture_that_PortOne_does_not_have_is_a_discrepancy()
    {
        var order = await OrderAsync();
        await RecordCaptureAsync(order);

        await DiscrepanciesBecomeAsync(order.PaymentKey, $"CAPTURE KRW {order.AmountWon} 0");
        await _shopper.PayAsync(order);

        await DiscrepanciesBecomeAsync(order.PaymentKey, "");
    }

    [Fact]
    public async Task Payment_is_a_discrepancy_while_it_cannot_be_retrieved()
    {
        var order = await OrderAsync();
        await shop.Sandbox.SetFaultsForAsync(order.PaymentKey, errorRate: 1);
        await _shopper.PayAsync(order);

        await DiscrepanciesBecomeAsync(order.PaymentKey, $"CAPTURE KRW 0 {order.AmountWon}");
        await shop.Sandbox.DropWebhooksAsync();

        await DiscrepanciesBecomeAsync(order.PaymentKey, "");
        await StatusBecomesAsync(order, "PAID");
    }

    [Fact]
    public async Task Unavailable_PortOne_is_reported_and_everything_is_found_afterwards()
    {
        var before = shop.Console.Text.Length;
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0, webhooks = new { mode = "off" } });
        var orders = new[] { await OrderAsync(pays: true), await OrderAsync(pays: true) };

        await Eventually.IsAsync(HealthAsync, health => health == "Degraded");
        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Gauge("commerce", "shop.reconciliation.age")),
            ages => ages.Any(seconds => seconds > QuietShop.StaleAfter.TotalSeconds));

        // One line for each run that could not read the list, and none for each payment. Read before PortOne is
        // available again, because a circuit breaker that an earlier test opened may still refuse calls then.
        var logDuringOutage = shop.Console.Text[before..];
        Assert.Contains("PortOne's events since", logDuringOutage);
        Assert.All(orders, order => Assert.DoesNotContain(
            $"PortOne is unavailable for payment {order.PaymentKey}", logDuringOutage));
        await shop.Sandbox.DropWebhooksAsync();

        await Task.WhenAll(orders.Select(order => StatusBecomesAsync(order, "PAID")));
        var log = shop.Console.Text[before..];
        Assert.DoesNotContain("failed and will be retried", log);
        Assert.DoesNotContain("could not be completed", log);
    }

    [Fact]
    public async Task Second_capture_is_logged_and_a_discrepancy_until_it_is_refunded()
    {
        var order = await OrderAsync(pays: true);
        await StatusBecomesAsync(order, "PAID");

        await shop.Sandbox.ActAsync(order.PaymentKey, "capture-again");

        await DiscrepanciesBecomeAsync(order.PaymentKey, $"CAPTURE KRW {order.AmountWon} {2 * order.AmountWon}");
        Assert.Equal(1, CountLogLines($"PortOne has captured payment {order.PaymentKey} more than once"));

        // The sandbox does not refund more than one capture, so the test inserts the event of the second refund.
        await InsertEventAsync("surplus", "PARTIAL_CANCELLED", order);
        await DiscrepanciesBecomeAsync(order.PaymentKey, "");
    }

    [Fact]
    public async Task Nightly_reconciliation_finds_what_the_events_do_not_show()
    {
        var missing = await OrderAsync();
        await RecordCaptureAsync(missing);
        await InsertEventAsync("unknown-event", "PAID", missing);
        var wrong = await OrderAsync(pays: true);
        await RetryUntilOkAsync(() => _shopper.SendCompleteAsync(wrong.PaymentKey));
        await SetRefundedAsync(wrong, 1);
        await Eventually.IsAsync(
            () => shop.QuerySqlAsync<bool>(
                $"select max(at) < now() - interval '{QuietShop.Grace}' from ledger_entries"),
            isOld => isOld);

        await shop.ExecuteSqlAsync(
            "update reconciliations set read_at = read_at - interval '1 day' where source = 'NIGHTLY'");

        await DiscrepanciesBecomeAsync(missing.PaymentKey, $"CAPTURE KRW {missing.AmountWon} 0");
        await DiscrepanciesBecomeAsync(wrong.PaymentKey, "REFUND KRW 1 0");
        await SetRefundedAsync(wrong, 0);
        await DiscrepanciesBecomeAsync(wrong.PaymentKey, "");
        await shop.ExecuteSqlAsync("delete from portone_events where id = 'unknown-event'");
        await _shopper.PayAsync(missing);
    }

    private async Task<OrderReply> OrderAsync(bool pays = false) => pays
        ? await _shopper.OrderAndPayAsync(await shop.NewProductAsync())
        : await _shopper.OrderAsync(await shop.NewProductAsync());

    // The circuit breaker of a replica may be open for 5 s after an earlier test.
    private static Task RetryUntilOkAsync(Func<Task<HttpResponseMessage>> send) =>
        Eventually.IsAsync(send, answer => answer.StatusCode == HttpStatusCode.OK);

    private int CountLogLines(string words) => shop.Console.Text.Split(words, StringSplitOptions.None).Length - 1;

    private Task<int> SetRefundedAsync(OrderReply order, long minor) => shop.ExecuteSqlAsync($"""
        begin; set local session_replication_role = replica;
        update payments set refunded_minor = {minor} where key = '{order.PaymentKey}'; commit
        """);

    private Task<int> InsertEventAsync(string id, string type, OrderReply order) => shop.ExecuteSqlAsync($"""
        insert into portone_events (id, type, payment_key, at, amount_minor, currency)
        values ('{id}', '{type}', '{order.PaymentKey}', now(), {order.AmountWon}, 'KRW')
        """);

    private Task<int> RecordCaptureAsync(OrderReply order) => shop.ExecuteSqlAsync($"""
        begin;
        update orders set status = 'READY', ready_at = now() where id = '{order.OrderId}';
        update payments set status = 'PAID', order_status = 'READY', captured_minor = {order.AmountWon},
            currency = 'KRW', paid_at = now() where key = '{order.PaymentKey}';
        insert into ledger_entries (payment_key, at, event, source, amount_minor, currency)
            values ('{order.PaymentKey}', now(), 'PAID', 'JOB', {order.AmountWon}, 'KRW');
        commit
        """);

    private Task StatusBecomesAsync(OrderReply order, string status) => Eventually.IsAsync(
        () => shop.QuerySqlAsync<string>($"select status from payments where key = '{order.PaymentKey}'"),
        actual => actual == status);

    private Task DiscrepanciesBecomeAsync(string paymentKey, string expected) => Eventually.IsAsync(
        () => shop.QuerySqlAsync<string>($"""
            select coalesce(string_agg(concat_ws(' ', what, currency, ledger_minor, provider_minor), ', '), '')
            from discrepancies where payment_key = '{paymentKey}'
            """),
        actual => actual == expected);

    /// <summary>The metrics of the discrepancies, from the replica that shows the larger ones.</summary>
    private async Task<(double Won, double Payments)> DiscrepancyMetricsAsync()
    {
        var payments = await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Gauge("commerce", "shop.reconciliation.discrepancy_payments")),
            replicas => replicas.Any(count => count > 0));
        return (shop.Telemetry.Gauge("commerce", "shop.reconciliation.discrepancy_won").Max(), payments.Max());
    }

    private async Task<string> HealthAsync()
    {
        using var commerce = shop.CreateClient("commerce");
        using var answer = await commerce.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}

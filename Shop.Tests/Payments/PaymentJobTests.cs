// The runs of jobs, in processes beside a graph whose replicas run no CHECK, EXPIRE and REFUND jobs.
using Aspire.Hosting.Testing;
using Shop.Commerce.Jobs;
using Shop.Commerce.Ledger;
using Shop.Commerce.Payments;
using Shop.Tests.Graphs;
using Shop.Tests.Proof;
using Shop.Tests.Startup;
using Shop.Tests.Web;

namespace Shop.Tests.Payments;

[Collection(QuietShop.Name)]
public sealed class PaymentJobTests(QuietShop shop) : IAsyncDisposable
{
    private const string OneHourLater = "due_at = clock_timestamp() + interval '1 hour'";
    private const string ByWebhook =
        "update payment_jobs set requests = requests + 1, claimed_until = null, " + OneHourLater;
    private const string ByReconciliation = "update payment_jobs set requests = requests + 1";
    private const string Extended = "update payment_jobs set " + OneHourLater;
    private const string CreatedAgain = "created again";

    public async ValueTask DisposeAsync()
    {
        await shop.ExecuteSqlAsync("drop function if exists zz_refuse_claims cascade");
        await shop.ResumeOtherReportsAsync();
    }

    // What happens to a job while it runs; whether the run asks for a retry after a minute; and the job afterwards.
    [Theory]
    [InlineData("RECONCILE", null, false, "")]
    [InlineData("RECONCILE", null, true, "due in 1 min, 1 attempts")]
    [InlineData("RECONCILE", ByWebhook, false, "due in 60 min, 0 attempts")]
    [InlineData("RECONCILE", ByWebhook, true, "due in 60 min, 0 attempts")]
    [InlineData("RECONCILE", ByReconciliation, false, "due in 0 min, 0 attempts")]
    [InlineData("RECONCILE", ByReconciliation, true, "due in 1 min, 1 attempts")] // A failed run waits all the same.
    [InlineData("RECONCILE", CreatedAgain, false, "due in 0 min, 0 attempts")]
    [InlineData("RECONCILE", CreatedAgain, true, "due in 0 min, 0 attempts")]
    [InlineData("CHECK", Extended, true, "due in 1 min, 1 attempts")]
    [InlineData("EXPIRE", Extended, true, "due in 60 min, 1 attempts")] // The time to pay was extended.
    public async Task End_of_a_run_keeps_what_was_requested_meanwhile(
        string kind, string? meanwhile, bool isRetried, string expected)
    {
        await shop.StopOtherReportsAsync();
        var (_, order) = await shop.NewOrderAsync();
        var ofThisJob = $"where payment_key = '{order.PaymentKey}' and kind = '{kind}'";
        var insert = $"""
            insert into payment_jobs (payment_key, kind, due_at, claimed_until)
            values ('{order.PaymentKey}', '{kind}', now(), now() + interval '1 hour')
            """;
        await shop.ExecuteSqlAsync($"begin; delete from payment_jobs {ofThisJob}; {insert}; commit");
        var job = new ClaimedJob(
            await shop.QuerySqlAsync<long>($"select id from payment_jobs {ofThisJob}"), order.PaymentKey,
            EnumNames.Parse<PaymentJobKind>(kind), Source.Job, Attempts: 0, Requests: 1, CreatedAt: default,
            await shop.QuerySqlAsync<DateTime>($"select claimed_until from payment_jobs {ofThisJob}"));

        await shop.ExecuteSqlAsync(meanwhile switch
        {
            null => "select",
            CreatedAgain => $"begin; delete from payment_jobs {ofThisJob}; {insert}; commit",
            _ => $"{meanwhile} {ofThisJob}",
        });
        await using var db = shop.NewCommerceContext();
        await new PaymentJobs(db, new()).EndRunAsync(
            job, isRetried ? new(TimeSpan.FromMinutes(1), Attempts: 1) : null, CancellationToken.None);

        Assert.Equal(expected, await shop.QuerySqlAsync<string>($"""
            select coalesce(string_agg(format('due in %s min, %s attempts',
                round(extract(epoch from due_at - clock_timestamp()) / 60), attempts), ''), '')
            from payment_jobs {ofThisJob}
            """));
    }

    // With the settings of production, after so many attempts that only the limit counts.
    [Fact]
    public async Task Wait_for_the_next_run_has_a_limit_and_an_old_refund_is_an_error()
    {
        await shop.StopOtherReportsAsync();
        var (_, unpaid) = await shop.NewOrderAsync();
        var (_, unavailable) = await shop.NewOrderAsync();
        var (shopper, rejected) = await shop.NewPaidOrderAsync();
        await shopper.CancelAsync(rejected);
        await shop.Sandbox.SetFaultsAsync(new
        {
            only = unavailable.PaymentKey,
            errorRate = 1.0,
            cancellations = "FAILED",
            webhooks = new { mode = "off" },
        });
        await shop.ExecuteSqlAsync($"""
            create function zz_refuse_claims() returns trigger language plpgsql as $$
            begin
              return case when current_setting('application_name') = 'worker' then new end;
            end $$;
            insert into payment_jobs (payment_key, kind, due_at)
                values ('{unavailable.PaymentKey}', 'RECONCILE', now());
            update payment_jobs set attempts = 20, due_at = now() - interval '1 day',
                created_at = now() - interval '3 days'
                where kind <> 'EXPIRE'
                and payment_key in ('{unpaid.PaymentKey}', '{unavailable.PaymentKey}', '{rejected.PaymentKey}');
            create trigger zz_refuse_claims before update on payment_jobs for each row
              when (current_user = 'commerce_service') execute function zz_refuse_claims()
            """);
        var login = await shop.App.GetConnectionStringAsync("commercedb-login");
        await using var worker = await ServiceProcess.StartAsync(
            shop, "Commerce",
            ("ConnectionStrings__commercedb", $"{login};Application Name=worker"),
            ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"));

        await LimitBecomesAsync(unpaid, PaymentJobKind.Check, TimeSpan.FromSeconds(25));
        await LimitBecomesAsync(unavailable, PaymentJobKind.Check, TimeSpan.FromHours(1));
        await LimitBecomesAsync(unavailable, PaymentJobKind.Reconcile, TimeSpan.FromMinutes(1));
        await LimitBecomesAsync(rejected, PaymentJobKind.Refund, TimeSpan.FromDays(1));
        await worker.TerminateAsync();
        var (_, output, _) = await worker.EndsAsync();
        Assert.Contains($"The refund of payment {rejected.PaymentKey} has been due since", output);
    }

    [Fact]
    public async Task Jobs_of_webhooks_are_claimed_first_and_then_the_oldest()
    {
        (string Source, string Due)[] due = [("JOB", "9 years"), ("JOB", "10 years"), ("WEBHOOK", "1 second")];
        var keys = new List<string>();
        foreach (var (source, age) in due)
        {
            var (_, order) = await shop.NewOrderAsync();
            keys.Add(order.PaymentKey);
            await shop.ExecuteSqlAsync($"""
                update payment_jobs set source = '{source}', due_at = now() - interval '{age}'
                where payment_key = '{order.PaymentKey}' and kind = 'EXPIRE'
                """);
        }

        await using var db = shop.NewCommerceContext();
        var claimed = new List<string>();
        for (var i = 0; i < due.Length; i++)
        {
            claimed.AddRange((await new PaymentJobs(db, new()).ClaimAsync(PaymentJobKind.Expire, 1, default))
                .Select(job => job.PaymentKey));
        }

        Assert.Equal([keys[2], keys[1], keys[0]], claimed);
    }

    // A claim can expire before PortOne responds, so two workers may run a job concurrently. The refund's
    // idempotency key and the frozen balance, not the claim, must prevent a second refund.
    [Fact]
    public async Task Refund_sent_by_several_workers_causes_one_cancellation()
    {
        await using var first = await StartWorkerAsync();
        await using var second = await StartWorkerAsync();
        var (shopper, order) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.SetFaultsAsync(new { latencyMs = 3_000, only = "/cancel" });

        await shopper.CancelAsync(order);
        await Eventually.IsAsync(() => Task.FromResult(shop.CancelSpansOf(order).Count), sent => sent >= 2);
        await shop.Sandbox.SetFaultsAsync(new { });

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await shop.AssertRefundedAsync(order, order.AmountWon);
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
    }

    // PortOne accepts each request and rejects it later, so only the rejections show that a wait must grow.
    [Fact]
    public async Task Refund_that_PortOne_rejects_later_is_not_replaced_at_once()
    {
        var (shopper, order) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.SetCancellationStatusAsync("REQUESTED");
        await shopper.CancelAsync(order);
        await using var worker = await StartWorkerAsync(
            ("Money__InitialRetryDelay", "00:00:02"), ("Money__MaxUnavailableDelay", "00:00:04"),
            ("Money__MaxRejectedDelay", "00:00:04"));
        await Eventually.IsAsync(
            () => shop.RefundsOfAsync(order), refunds => refunds == $"SHOP REQUESTED {order.AmountWon}");
        var cancellation = (await shop.Sandbox.PaymentAsync(order.PaymentKey))["cancellations"]![0]!["id"]!;
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, cancellation.GetValue<string>(), succeeds: false);
        await shop.Sandbox.SetCancellationStatusAsync("SUCCEEDED");

        await Eventually.IsAsync(
            () => shop.QuerySqlAsync<bool>($"""
                select claimed_until is null and exists (select from ledger_entries e
                    where e.payment_key = j.payment_key and event = 'REFUND_REJECTED')
                from payment_jobs j where payment_key = '{order.PaymentKey}' and kind = 'REFUND'
                """),
            hasRun => hasRun);

        Assert.Equal($"SHOP REJECTED {order.AmountWon}", await shop.RefundsOfAsync(order));
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task Cancelled_order_does_not_wait_for_its_rejected_partial_refund()
    {
        var (shopper, order) = await shop.NewPaidOrderAsync();
        await shop.RunOperatorCommandAsync("refund", order, "--amount-won", "3000");
        var ofRefund = $"where payment_key = '{order.PaymentKey}' and kind = 'REFUND'";
        await shop.ExecuteSqlAsync($"""
            update payment_jobs set attempts = 15, due_at = now() + interval '1 day',
                claimed_until = now() + interval '1 minute' {ofRefund}
            """);

        await shopper.CancelAsync(order);

        Assert.True(await shop.QuerySqlAsync<bool>($"""
            select due_at <= now() + interval '1 second' and attempts = 0 and claimed_until is null
            from payment_jobs {ofRefund}
            """));
    }

    private async Task<ServiceProcess> StartWorkerAsync(params (string Name, string Value)[] changed)
    {
        var worker = await ServiceProcess.StartAsync(
            shop, "Commerce",
            [
                .. KillAnywhereVictim.BesideTheGraph(shop),
                ("Money__ClaimDuration", "00:00:00.5"),
                ("Money__RefundTimeout", "00:00:20"),
                ("OTEL_SERVICE_NAME", "commerce"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", shop.Telemetry.Address),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_BSP_SCHEDULE_DELAY", "1000"),
                .. changed,
            ]);
        await worker.AnswersAsync();
        return worker;
    }

    /// <summary>Waits until the job has run; its next run must be at most the limit later, and not much less.</summary>
    private async Task LimitBecomesAsync(OrderReply order, PaymentJobKind kind, TimeSpan limit)
    {
        var wait = await Eventually.IsAsync(
            () => shop.QuerySqlAsync<TimeSpan>($"""
                select due_at - clock_timestamp() from payment_jobs
                where payment_key = '{order.PaymentKey}' and kind = '{kind.ToUpperSnake()}'
                """),
            wait => wait > TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.InRange(wait, limit * 0.5, limit);
    }
}

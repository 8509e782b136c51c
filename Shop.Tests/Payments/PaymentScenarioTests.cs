using Shop.Commerce.Jobs;
using Shop.Tests.Telemetry;
using static Shop.Tests.Payments.Step;

namespace Shop.Tests.Payments;

/// <summary>What happens to a purchase, and its state in the end. Webhooks and reconciliation report nothing.</summary>
[Collection(RunningShop.Shared)]
public sealed class PaymentScenarioTests(RunningShop shop) : IAsyncLifetime
{
    private const string NotPaid = "409 PAYMENT_NOT_PAID PENDING PENDING";
    private const string Pending = "202 PENDING PENDING";
    private const string Paid = "200 PAID READY";
    private const string Won = "20000 KRW";
    private const string Opened = "PAID,REFUND_REQUIRED,REFUND_OPENED,";
    private const string Again = "REFUND_REJECTED,REFUND_OPENED,";
    private const string Refunded = "REFUNDED CANCELLED CANCELLED_BY_SHOPPER";

    private static readonly object NoWebhooks = new { mode = "off" };
    private static readonly object Error = new { only = "/cancel", errorRate = 1.0, webhooks = NoWebhooks };
    private static readonly PurchaseState IsPaid = new("PAID READY", "PAID", Won);
    private static readonly PurchaseState IsRefunded = new(
        Refunded, Opened + "REFUNDED", Won, "SHOP SUCCEEDED 20000", Stock: 10, Cancelled: "20000");

    private static readonly Scenario[] Completions =
    [
        new("the window was not opened", [ReportTwice(NotPaid)], new("PENDING PENDING")),
        new("the window was left", [ActAtPortOne("close"), ReportTwice(NotPaid)], new("PENDING PENDING")),
        new("declined", [Decline, ReportTwice(NotPaid)], new("PENDING PENDING", "DECLINED")),
        new("declined, then paid, and not twice",
            [Decline, ReportTwice(NotPaid), Pay(), Report(Paid), CannotPayAgain, Report(Paid)],
            new("PAID READY", "DECLINED,PAID", Won)),
        new("paid", [Pay(), ReportTwice(Paid)], IsPaid),
        new("paid too little", [Deposit(100), ReportTwice("200 REFUND_DUE CANCELLED AMOUNT_DIFFERS")],
            new("REFUND_DUE CANCELLED AMOUNT_DIFFERS", "REFUND_DUE", "100 KRW", Stock: 10)),
        new("paid too much", [Deposit(20_001), ReportTwice("200 REFUND_DUE CANCELLED AMOUNT_DIFFERS")],
            new("REFUND_DUE CANCELLED AMOUNT_DIFFERS", "REFUND_DUE", "20001 KRW", Stock: 10)),
        new("paid in dollars", [Deposit(currency: "USD"), ReportTwice("200 REFUND_DUE CANCELLED CURRENCY_DIFFERS")],
            new("REFUND_DUE CANCELLED CURRENCY_DIFFERS", "REFUND_DUE", "20000 USD", Stock: 10)),
        new("paid too little, and refunded automatically", [Pay(100), SendWebhooksAndWait()],
            new("REFUNDED CANCELLED AMOUNT_DIFFERS", "REFUND_DUE,REFUND_OPENED,REFUNDED", "100 KRW",
                "SHOP SUCCEEDED 100", Stock: 10, "100")),
        new("a part was refunded before the report",
            [Deposit(), CancelInConsole(3_000), ReportTwice("200 REFUND_DUE CANCELLED PARTLY_REFUNDED")],
            new("REFUND_DUE CANCELLED PARTLY_REFUNDED", "REFUND_DUE,REFUNDED", Won,
                "OUTSIDE SUCCEEDED 3000", Stock: 10, "3000")),
        new("all was refunded before the report",
            [Pay(), CancelInConsole(), ReportTwice("200 REFUNDED CANCELLED PARTLY_REFUNDED")],
            new("REFUNDED CANCELLED PARTLY_REFUNDED", "REFUND_DUE,REFUNDED", Won,
                "OUTSIDE SUCCEEDED 20000", Stock: 10, "20000")),
        new("paid in dollars, all of which were refunded before the report",
            [Pay(1_234, "USD"), CancelInConsole(), ReportTwice("200 REFUNDED CANCELLED CURRENCY_DIFFERS")],
            new("REFUNDED CANCELLED CURRENCY_DIFFERS", "REFUND_DUE,REFUNDED", "1234 USD",
                "OUTSIDE SUCCEEDED 1234", Stock: 10, "1234")),
        new("a cancellation before the report succeeds later",
            [Pay(), RequestCancellation, ReportTwice(Pending), Decide(true), SendWebhooksAndWait()],
            new("REFUNDED CANCELLED PARTLY_REFUNDED", "REFUND_DUE,REFUNDED", Won,
                "OUTSIDE SUCCEEDED 20000", Stock: 10, "20000")),
        new("a cancellation before the report fails later",
            [Pay(), RequestCancellation, ReportTwice(Pending), Decide(false), ReportTwice(Paid)], IsPaid),
        new("a virtual account was issued, which is closed",
            [ActAtPortOne("issue-virtual-account"), Report(Pending), Report("409 PAYMENT_NOT_PAID CLOSED CANCELLED"),
                PortOneFails, Report("200 CLOSED CANCELLED")],
            new("CLOSED CANCELLED", "CLOSED", Stock: 10)),
        new("PortOne is unavailable for a while",
            [Pay(), PortOneFails, Report(Pending), Becomes(new("PENDING PENDING")), PortOneRecovers, ReportUntil(Paid)],
            IsPaid),
        new("webhooks out of order",
            [SendWebhooksAndWait("Transaction.Cancelled"), Becomes(new("PENDING PENDING")), Pay(),
                SendWebhooksAndWait("Transaction.Ready"), Becomes(IsPaid), CancelInConsole(),
                SendWebhooksAndWait("Transaction.Paid")],
            new("REFUNDED CANCELLED", "PAID,REFUNDED", Won, "OUTSIDE SUCCEEDED 20000", Stock: 10, "20000")),
        new("a webhook after the report", [Pay(), Report(Paid), WritesNothing(SendWebhooksAndWait())], IsPaid),
        new("a webhook three times", [Pay(), SendWebhooksAndWait(times: 3, id: Webhook.NewId())], IsPaid),
        new("three webhooks", [Pay(), SendWebhooksAndWait(times: 3)], IsPaid),
        new("a webhook while PortOne is unavailable",
            [Pay(), PortOneFails, SendWebhook, JobHasRun(PaymentJobKind.Reconcile, 2), Becomes(new("PENDING PENDING")),
                PortOneRecovers],
            IsPaid),
    ];

    private static readonly Scenario[] CancellationsOutsideOfTheShop =
    [
        new("a part, then the rest",
            [Pay(), Report(Paid), CancelInConsole(3_000), SendWebhooksAndWait(),
                Becomes(new("PAID READY", "PAID,REFUNDED", Won, "OUTSIDE SUCCEEDED 3000", Stock: 9, "3000")),
                CancelInConsole(17_000), SendWebhooksAndWait()],
            new("REFUNDED CANCELLED", "PAID,REFUNDED,REFUNDED", Won,
                "OUTSIDE SUCCEEDED 3000, OUTSIDE SUCCEEDED 17000", Stock: 10, "3000 17000")),
        new("a part, then the shop refunds the rest",
            [Pay(), Report(Paid), CancelInConsole(3_000), SendWebhooksAndWait(), Cancel],
            new(Refunded, "PAID,REFUNDED,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", Won,
                "OUTSIDE SUCCEEDED 3000, SHOP SUCCEEDED 17000", Stock: 10, "3000 17000")),
        new("a charge-back",
            [Pay(), Report(Paid), ActAtPortOne("cancel", new { isChargeback = true }), SendWebhooksAndWait(),
                ShowsRefund("CHARGEBACK")],
            new("REFUNDED CANCELLED", "PAID,REFUNDED", Won, "OUTSIDE SUCCEEDED 20000", Stock: 10, "20000")),
        new("after the order was shipped", [Pay(), Report(Paid), Ship, CancelInConsole(), SendWebhooksAndWait()],
            new("REFUNDED SHIPPED", "PAID,REFUNDED", Won, "OUTSIDE SUCCEEDED 20000", Stock: 9, "20000")),
    ];

    // PortOne's answers to the cancel requests of a shopper's cancel, and the refunds meanwhile.
    private static readonly Scenario[] Refunds =
    [
        RefundScenario("no answer",
            new { only = "/cancel", timeoutRate = 1.0, webhooks = NoWebhooks }, [], IsRefunded),
        RefundScenario("an error after the commit",
            new { only = "/cancel", errorAfterCommitRate = 1.0, webhooks = NoWebhooks }, [], IsRefunded),
        RefundScenario("an answer that is later than the timeout, and 409 to the repeated request",
            new { only = "/cancel", latencyMs = 8_000, webhooks = NoWebhooks }, [IsAnsweredWith409Async], IsRefunded),
        RefundScenario("an error", Error, [Undecided("SHOP SENT 20000"), PortOneRecovers], IsRefunded),
        RefundScenario("requested, then succeeded", Status("REQUESTED"),
            [Undecided("SHOP REQUESTED 20000"), Decide(true)], IsRefunded),
        RefundScenario("requested, then failed", Status("REQUESTED"),
            [Undecided("SHOP REQUESTED 20000"), Decide(false)],
            IsRefunded with
            {
                Ledger = $"{Opened}{Again}REFUNDED",
                Refunds = "SHOP REJECTED 20000, SHOP SUCCEEDED 20000",
            }),
        RefundScenario("failed", Status("FAILED"), [Undecided("SHOP REJECTED 20000.*"), PortOneRecovers],
            IsRefunded with
            {
                Ledger = $"{Opened}({Again})+REFUNDED",
                Refunds = "(SHOP REJECTED 20000, )+SHOP SUCCEEDED 20000",
            }),
        RefundScenario("an error, then an equal cancellation in the console", Error,
            [Undecided("SHOP SENT 20000"), CancelInConsole(20_000), ShowsRefund("CONSOLE")],
            IsRefunded with
            {
                Ledger = Opened + "REFUND_REJECTED,REFUNDED",
                Refunds = "SHOP REJECTED 20000, OUTSIDE SUCCEEDED 20000",
            }),
        RefundScenario("an error, then a smaller cancellation in the console", Error,
            [Undecided("SHOP SENT 20000"), CancelInConsole(3_000), ShowsRefund("CONSOLE"), PortOneRecovers],
            IsRefunded with
            {
                Ledger = Opened + "REFUND_REJECTED,REFUNDED,REFUND_OPENED,REFUNDED",
                Refunds = "SHOP REJECTED 20000, OUTSIDE SUCCEEDED 3000, SHOP SUCCEEDED 17000",
                Cancelled = "3000 17000",
            }),
        new("a deposit, whose refund needs a bank account",
            [Deposit(), Report(Paid), Cancel, JobHasRun(PaymentJobKind.Refund, 3), NeedsBankAccount(true),
                Becomes(new("REFUND_DUE CANCELLED CANCELLED_BY_SHOPPER", "PAID,REFUND_REQUIRED", Won, Stock: 10)),
                CancelInConsole(), Becomes(IsRefunded with
                {
                    Ledger = "PAID,REFUND_REQUIRED,REFUNDED",
                    Refunds = "OUTSIDE SUCCEEDED 20000",
                }), NeedsBankAccount(false)],
            IsRefunded with { Ledger = "PAID,REFUND_REQUIRED,REFUNDED", Refunds = "OUTSIDE SUCCEEDED 20000" }),
    ];
    public static TheoryData<Scenario> OfCompletions => [.. Completions];

    public static TheoryData<Scenario> OfCancellations => [.. CancellationsOutsideOfTheShop];

    public static TheoryData<Scenario> OfRefunds => [.. Refunds];

    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Theory]
    [MemberData(nameof(OfCompletions))]
    public Task Report_settles_the_payment_as_PortOne_reports_it(Scenario scenario) => RunAsync(scenario);

    [Theory]
    [MemberData(nameof(OfCancellations))]
    public Task Cancellation_outside_of_the_shop_is_recorded(Scenario scenario) => RunAsync(scenario);

    [Theory]
    [MemberData(nameof(OfRefunds))]
    public Task Cancelled_order_is_refunded_once(Scenario scenario) => RunAsync(scenario);

    private async Task RunAsync(Scenario scenario)
    {
        var purchase = await Purchase.PlaceAsync(shop);
        foreach (var step in scenario.Steps)
        {
            await step(purchase);
        }

        await purchase.BecomesAsync(scenario.End);

        if (purchase.FirstRefund is { } first)
        {
            // The same row, and so the same Idempotency-Key, amount and balance in every request.
            Assert.Equal(first, await purchase.FirstRefundAsync());
        }

        var seen = await purchase.Shopper.GetOrderAsync(purchase.Order);
        Assert.Equal(
            scenario.End.Statuses,
            $"{seen.PaymentStatus.ToUpperSnake()} {seen.OrderStatus.ToUpperSnake()} {seen.RefundReason?.ToUpperSnake()}"
                .TrimEnd());
        Assert.Equal(
            (await purchase.StateAsync()).Cancelled, string.Join(' ', seen.Refunds.Select(one => one.AmountMinor)));
        Assert.All(seen.Refunds, refund => Assert.EndsWith(refund.Currency, scenario.End.Captured));
    }

    private static object Status(string cancellations) => new { cancellations, webhooks = NoWebhooks };

    private static Scenario RefundScenario(
        string name, object faults, Func<Purchase, Task>[] steps, PurchaseState end) =>
        new(name, [Pay(), Report(Paid), SetFaults(faults), Cancel, .. steps], end);

    /// <summary>Expects these refunds, and no refunded money, after several runs of the refund job.</summary>
    private static Func<Purchase, Task> Undecided(string refunds) => async one =>
    {
        await JobHasRun(PaymentJobKind.Refund, 3)(one);
        await one.BecomesAsync(new(
            "REFUND_DUE CANCELLED CANCELLED_BY_SHOPPER", "PAID,REFUND_REQUIRED,REFUND_OPENED.*", Won, refunds, 10));
        one.FirstRefund = await one.FirstRefundAsync();
        var shown = (await one.Shopper.GetOrderAsync(one.Order)).Refunds
            .Select(refund => $"SHOP {refund.Status.ToUpperSnake()} {refund.AmountMinor}").ToList();
        Assert.DoesNotContain("SHOP REJECTED 20000", shown);
        Assert.True(refunds.Contains("REJECTED") || shown.SequenceEqual([refunds]), string.Join(", ", shown));
    };

    private static Func<Purchase, Task> ShowsRefund(string reason) => one => Eventually.IsAsync(
        () => one.Shopper.GetOrderAsync(one.Order), seen => seen.Refunds.Any(refund => refund.Reason == reason));

    private static Func<Purchase, Task> NeedsBankAccount(bool expected) => one => Eventually.IsAsync(
        () => one.Shopper.GetOrderAsync(one.Order), seen => seen.RefundNeedsAccount == expected);

    // Without a 409 the scenario would prove nothing.
    private static Task IsAnsweredWith409Async(Purchase one) => Eventually.IsAsync(
        () => Task.FromResult(one.Shop.Telemetry.Spans()), spans => spans.Any(span =>
            span is { Service: "portone", Kind: SpanKind.Server }
            && span.Attributes.GetValueOrDefault("url.path") == $"/payments/{one.Key}/cancel"
            && span.Attributes.GetValueOrDefault("http.response.status_code") == "409"));

    public sealed record Scenario(string Name, Func<Purchase, Task>[] Steps, PurchaseState End)
    {
        public override string ToString() => Name;
    }
}

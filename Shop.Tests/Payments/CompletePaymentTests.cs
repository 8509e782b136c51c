using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>The shopper returns from the window. Webhooks and reconciliation report nothing.</summary>
[Collection(RunningShop.Shared)]
public sealed class CompletePaymentTests(RunningShop shop) : IAsyncLifetime
{
    private const long Price = 12_900;
    private const string NotPaid = "409 PAYMENT_NOT_PAID PENDING PENDING";
    private const string Paid = "200 PAID READY";

    private static readonly Act IssueAccount = new("issue-virtual-account");

    /// <summary>What happens at PortOne, the response to the report, and what the shop has recorded then.</summary>
    private static readonly Scenario[] Table =
    [
        new("the window was not opened", [], NotPaid, "", Stock: 9),
        new("the window was left", [new("close")], NotPaid, "", Stock: 9),
        new("declined", [Decline], NotPaid, "DECLINED", Stock: 9),
        new("paid", [Pay(Price)], Paid, "PAID", Stock: 9, "12900 KRW"),
        new("paid too little", [Pay(100, method: "VIRTUAL_ACCOUNT")], Refund("AMOUNT_DIFFERS"), "REFUND_DUE",
            Stock: 10, "100 KRW"),
        new("paid too much", [Pay(Price + 1, method: "VIRTUAL_ACCOUNT")], Refund("AMOUNT_DIFFERS"), "REFUND_DUE",
            Stock: 10, "12901 KRW"),
        new("paid in dollars", [Pay(Price, "USD", "VIRTUAL_ACCOUNT")], Refund("CURRENCY_DIFFERS"), "REFUND_DUE",
            Stock: 10, "12900 USD"),
        new("paid, and a part was refunded", [Pay(Price, method: "VIRTUAL_ACCOUNT"), Cancel(3_000)],
            Refund("PARTLY_REFUNDED"), "REFUND_DUE,REFUNDED", Stock: 10, "12900 KRW", "3000 KRW"),
        new("paid, and all was refunded", [Pay(Price), Cancel()], "200 REFUNDED CANCELLED PARTLY_REFUNDED",
            "REFUND_DUE,REFUNDED", Stock: 10, "12900 KRW", "12900 KRW"),
        new("paid in dollars, and all was refunded", [Pay(1_234, "USD"), Cancel()],
            "200 REFUNDED CANCELLED CURRENCY_DIFFERS", "REFUND_DUE,REFUNDED", Stock: 10, "1234 USD", "1234 USD"),
    ];

    public static TheoryData<Scenario> Scenarios => [.. Table];

    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync()
    {
        await shop.CommerceAsync("drop function if exists zz_fail_commit cascade");
        await shop.ResumeOtherReportsAsync();
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Report_settles_what_PortOne_says(Scenario scenario)
    {
        var lamp = await shop.NewProductAsync(Price, stock: 10);
        var (shopper, order) = await shop.NewOrderAsync(lamp);
        await shop.PostponeJobsAsync(order);
        await ActAsync(order, scenario.AtPortOne);

        var response = await shopper.ReportsAsync(order);
        var repeated = await shopper.ReportsAsync(order);

        Assert.Equal((scenario.Response, scenario.Response), (response, repeated));
        Assert.Equal(scenario.Ledger, await shop.LedgerOfAsync(order));
        Assert.Equal(scenario.Stock, await shop.StockOfAsync(lamp));
        Assert.Equal(scenario.Captured, await shop.CommerceAsync<string>(
            $"select concat_ws(' ', captured_minor, currency) from payments where key = '{order.PaymentKey}'"));
        var seen = await shopper.GetOrderAsync(order);
        Assert.EndsWith(string.Join(' ', new[]
        {
            seen.PaymentStatus.ToUpperSnake(), seen.OrderStatus.ToUpperSnake(), seen.RefundReason?.ToUpperSnake(),
        }.OfType<string>()), response);
        Assert.Equal(
            scenario.Refunded, string.Join(", ", seen.Refunds.Select(one => $"{one.AmountMinor} {one.Currency}")));
    }

    [Fact]
    public async Task Second_report_does_not_call_PortOne_and_writes_nothing()
    {
        var (shopper, order) = await shop.NewPaidOrderAsync();
        var rows = await shop.RowsOfAsync(order);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        shopper.Commerce.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        Assert.Equal(Paid, await WhilePortOneFailsAsync(order, () => shopper.ReportsAsync(order)));

        Assert.Equal(rows, await shop.RowsOfAsync(order));
        await shopper.GetOrderAsync(order); // Its span is exported after those of the earlier calls.
        var spans = await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans(trace)),
            seen => seen.Any(span => span is { Kind: SpanKind.Server, Name: "GET /orders/{orderId:guid}" }));
        Assert.DoesNotContain(
            spans, span => span.Attributes.GetValueOrDefault("url.full", "").Contains("/payments/"));
    }

    [Fact]
    public async Task Payment_of_another_shopper_is_not_found()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);

        var unknown = order with { PaymentKey = new('0', 32) };

        Assert.Equal("404 NOT_FOUND", await other.ReportsAsync(order));
        Assert.Equal("404 NOT_FOUND", await other.ReportsAsync(unknown));
        Assert.Equal(PaymentStatus.Pending, (await shopper.GetOrderAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task Attempt_after_a_declined_one_can_succeed_and_no_second_one_after_it()
    {
        var (shopper, order) = await shop.NewOrderAsync();
        await ActAsync(order, Decline);
        Assert.Equal(NotPaid, await shopper.ReportsAsync(order));

        await shopper.PaysAsync(order);
        Assert.Equal(Paid, await shopper.ReportsAsync(order));
        using var inAnotherTab = await shop.Sandbox.Http.PostAsJsonAsync(
            $"/sandbox/payments/{order.PaymentKey}/pay", new { totalAmount = order.AmountWon });

        Assert.Equal(HttpStatusCode.Conflict, inAnotherTab.StatusCode);
        Assert.Equal(Paid, await shopper.ReportsAsync(order));
        Assert.Equal("DECLINED,PAID", await shop.LedgerOfAsync(order));
        Assert.Single(
            (await shop.Sandbox.LedgerAsync())["items"]!.AsArray(),
            entry => (string?)entry!["paymentId"] == order.PaymentKey);
    }

    [Fact]
    public async Task Issued_virtual_account_is_closed_and_stays_closed_while_PortOne_is_unavailable()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await shop.NewOrderAsync(lamp);
        await ActAsync(order, IssueAccount);

        Assert.Equal("202 PENDING PENDING", await shopper.ReportsAsync(order));
        Assert.Equal("409 PAYMENT_NOT_PAID CLOSED CANCELLED", await shopper.ReportsAsync(order));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("200 CLOSED CANCELLED", await WhilePortOneFailsAsync(order, () => shopper.ReportsAsync(order)));
    }

    [Fact]
    public async Task Payment_stays_pending_and_stock_stays_reserved_while_PortOne_is_unavailable()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await shop.NewOrderAsync(lamp);
        await shop.PostponeJobsAsync(order);
        await shopper.PaysAsync(order);

        var meanwhile = await WhilePortOneFailsAsync(order, () => shopper.ReportsAsync(order));

        Assert.Equal(("202 PENDING PENDING", 9), (meanwhile, await shop.StockOfAsync(lamp)));
        await Eventually.IsAsync(() => shopper.ReportsAsync(order), response => response == Paid);
    }

    [Theory]
    [InlineData(true, "200 REFUNDED CANCELLED PARTLY_REFUNDED")]
    [InlineData(false, Paid)]
    public async Task Payment_under_cancellation_stays_pending_until_it_is_decided(bool succeeds, string response)
    {
        var (shopper, order) = await shop.NewOrderAsync();
        await shop.PostponeJobsAsync(order);
        await shopper.PaysAsync(order);
        var cancellation = await shop.Sandbox.StartCancellationAsync(order.PaymentKey);

        Assert.Equal("202 PENDING PENDING", await shopper.ReportsAsync(order));
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, cancellation, succeeds);

        Assert.Equal(response, await shopper.ReportsAsync(order));
    }

    [Fact]
    public async Task One_timeout_covers_all_calls_to_a_slow_PortOne()
    {
        var (shopper, order) = await shop.NewOrderAsync();
        await ActAsync(order, IssueAccount);
        await shop.Sandbox.SetFaultsAsync(new { latencyMs = 5_500, webhooks = new { mode = "off" } });

        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal("202 PENDING PENDING", await shopper.ReportsAsync(order));

        Assert.InRange( // Two calls would take 11 s.
            TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(5.5), TimeSpan.FromSeconds(10.9));
    }

    // A refund would be wrong, because the next report can still complete the order.
    [Fact]
    public async Task Failed_commit_does_not_refund_the_payment()
    {
        var (shopper, order) = await shop.NewOrderAsync();
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
        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Paid, OrderStatus.Ready);
        Assert.Empty(seen.Refunds);
        await shop.AssertRefundedAsync(order);
    }

    private static string Refund(string reason) => $"200 REFUND_DUE CANCELLED {reason}";

    private static Act Decline => new("fail", new { reason = "card limit" });

    private static Act Pay(long totalAmount, string currency = "KRW", string method = "CARD") =>
        new("pay", new { totalAmount, currency, method });

    private static Act Cancel(long? amount = null) => new("cancel", new { amount });

    private async Task ActAsync(OrderReply order, params IEnumerable<Act> acts)
    {
        foreach (var act in acts)
        {
            await shop.Sandbox.ActAsync(order.PaymentKey, act.Name, act.Body);
        }
    }

    private async Task<T> WhilePortOneFailsAsync<T>(OrderReply order, Func<Task<T>> act)
    {
        await shop.Sandbox.SetFaultsForAsync(order.PaymentKey, errorRate: 1);
        try
        {
            return await act();
        }
        finally
        {
            await shop.Sandbox.DropWebhooksAsync();
        }
    }

    /// <summary>An action of the shopper or an operator at PortOne.</summary>
    public sealed record Act(string Name, object? Body = null);

    public sealed record Scenario(
        string Name, IReadOnlyList<Act> AtPortOne, string Response, string Ledger, int Stock, string Captured = "",
        string Refunded = "")
    {
        public override string ToString() => Name;
    }
}

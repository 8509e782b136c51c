using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>The shopper returns from the window. Webhooks, the sweep and reconciliation report nothing.</summary>
[Collection(RunningShop.Shared)]
public sealed class CompletePaymentTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Captured_payment_makes_the_order_ready()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());

        var answer = await shopper.ReturnsFromAsync(order);

        Assert.Equal((PaymentStatus.Paid, OrderStatus.Ready), (answer.PaymentStatus, answer.OrderStatus));
    }

    [Fact]
    public async Task Second_report_returns_the_same_result_and_writes_nothing()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        var first = await shopper.ReturnsFromAsync(order);
        var rows = await shop.RowsOfAsync(order);

        var second = await shopper.ReturnsFromAsync(order);

        Assert.Equal(first, second);
        Assert.Equal(rows, await shop.RowsOfAsync(order));
    }

    [Fact]
    public async Task Second_report_does_not_call_PortOne()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        var first = await shopper.ReturnsFromAsync(order);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        shopper.Commerce.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        var second = await WhilePortOneFailsAsync(order, () => shopper.ReturnsFromAsync(order));

        Assert.Equal(first, second);
        await shopper.GetOrderAsync(order); // Its span is exported after those of the earlier calls.
        var spans = await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans(trace)),
            seen => seen.Any(span => span is { Kind: SpanKind.Server, Name: "GET /orders/{orderId:guid}" }));
        Assert.DoesNotContain(
            spans, span => span.Attributes.GetValueOrDefault("url.full", "").Contains("/payments/"));
    }

    [Fact]
    public async Task Fifty_concurrent_reports_settle_once()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.ReturnsFromAsync(order)));

        Assert.Equal(PaymentStatus.Paid, Assert.Single(answers.Distinct()).PaymentStatus);
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Theory]
    [InlineData(100, "KRW", RefundReason.AmountDiffers)]
    [InlineData(12_901, "KRW", RefundReason.AmountDiffers)]
    [InlineData(12_900, "USD", RefundReason.CurrencyDiffers)]
    public async Task Capture_that_differs_from_the_price_cancels_the_order_and_must_be_refunded(
        long amount, string currency, RefundReason reason)
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(priceWon: 12_900, stock: 10);
        var order = await shopper.OrdersAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "pay", new { totalAmount = amount, currency });

        var answer = await shopper.ReturnsFromAsync(order);

        Assert.Equal((PaymentStatus.RefundDue, OrderStatus.Cancelled), (answer.PaymentStatus, answer.OrderStatus));
        Assert.Equal(reason, answer.RefundReason);
        Assert.Equal(reason, (await shopper.GetOrderAsync(order)).RefundReason);
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal($"{amount} {currency} {reason.ToUpperSnake()}", await shop.CommerceAsync<string>($"""
            select concat_ws(' ', captured_minor, currency, refund_reason) from payments
            where key = '{order.PaymentKey}'
            """));
    }

    [Fact]
    public async Task Fifty_reports_of_a_wrong_amount_restock_once()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAsync(lamp, quantity: 4);
        await shop.Sandbox.DepositAsync(order.PaymentKey, 100);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.ReturnsFromAsync(order)));

        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("REFUND_DUE", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Payment_of_another_shopper_is_not_found()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);

        var otherShoppers = await other.SendsCompleteAsync(order.PaymentKey);
        var unknown = await other.SendsCompleteAsync(new string('0', 32));

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound), (otherShoppers.StatusCode, unknown.StatusCode));
        Assert.Equal(PaymentStatus.Pending, (await shopper.GetOrderAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task Uncaptured_payment_is_reported_and_the_order_stays_pending()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var neverOpened = await CodeOfAsync(order, shopper);
        await shop.Sandbox.ActAsync(order.PaymentKey, "close");
        var leftOpen = await CodeOfAsync(order, shopper);

        Assert.Equal(("PAYMENT_NOT_PAID", "PAYMENT_NOT_PAID"), (neverOpened, leftOpen));
        Assert.Equal(OrderStatus.Pending, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    [Fact]
    public async Task Declined_attempt_is_recorded_and_the_next_one_can_succeed()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "fail", new { reason = "card limit" });

        var declined = (await CodeOfAsync(order, shopper), await CodeOfAsync(order, shopper));
        await shopper.PaysAsync(order);
        var paid = await shopper.ReturnsFromAsync(order);

        Assert.Equal(("PAYMENT_NOT_PAID", "PAYMENT_NOT_PAID"), declined);
        Assert.Equal(PaymentStatus.Paid, paid.PaymentStatus);
        Assert.Equal("DECLINED,PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Issued_virtual_account_is_closed()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "issue-virtual-account");

        var seen = await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(order.PaymentKey), HttpStatusCode.Accepted);
        var closed = await CodeOfAsync(order, shopper);

        Assert.Equal((PaymentStatus.Pending, "PAYMENT_NOT_PAID"), (seen.PaymentStatus, closed));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Payment_stays_pending_and_stock_stays_reserved_while_PortOne_is_unavailable()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAndPaysAsync(lamp);
        await shop.PostponeJobsAsync(order);

        var meanwhile = await WhilePortOneFailsAsync(order, async () => await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(order.PaymentKey), HttpStatusCode.Accepted));
        var held = await shop.StockOfAsync(lamp);
        var afterwards = await Eventually.IsAsync(
            () => shopper.SendsCompleteAsync(order.PaymentKey), answer => answer.StatusCode == HttpStatusCode.OK);

        Assert.Equal(
            (PaymentStatus.Pending, OrderStatus.Pending, 9), (meanwhile.PaymentStatus, meanwhile.OrderStatus, held));
        Assert.Equal(
            PaymentStatus.Paid, (await Shopper.ReadAsync<PaymentReply>(afterwards, HttpStatusCode.OK)).PaymentStatus);
    }

    [Fact]
    public async Task Ended_payment_is_returned_while_PortOne_is_unavailable()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "issue-virtual-account");
        await shopper.SendsCompleteAsync(order.PaymentKey);
        await CodeOfAsync(order, shopper);

        var answer = await WhilePortOneFailsAsync(order, () => shopper.ReturnsFromAsync(order));

        Assert.Equal((PaymentStatus.Closed, OrderStatus.Cancelled), (answer.PaymentStatus, answer.OrderStatus));
    }

    [Fact]
    public async Task One_timeout_covers_all_calls_to_a_slow_PortOne()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "issue-virtual-account");
        await shop.Sandbox.SetFaultsAsync(new { latencyMs = 5_500, webhooks = new { mode = "off" } });

        var began = TimeProvider.System.GetTimestamp();
        await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(order.PaymentKey), HttpStatusCode.Accepted);
        var waited = TimeProvider.System.GetElapsedTime(began);
        await shop.Sandbox.SetFaultsAsync(new { });

        Assert.InRange(waited, TimeSpan.FromSeconds(5.5), TimeSpan.FromSeconds(10.9)); // Two calls would take 11 s.
    }

    private static async Task<string> CodeOfAsync(OrderReply order, Shopper shopper)
    {
        var answer = await shopper.SendsCompleteAsync(order.PaymentKey);
        return (string)(await Shopper.ReadAsync<JsonObject>(answer, HttpStatusCode.Conflict))["code"]!;
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
}

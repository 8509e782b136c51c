using System.Net;
using Shop.Commerce.Jobs;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Payments;

/// <summary>Payments after which the shopper did not return from the window. Reconciliation is stopped.</summary>
[Collection(ChaosShop.Name)]
public sealed class UnreportedPaymentTests(ChaosShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Check_job_makes_the_order_ready_within_30_s_without_a_webhook()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAndPayAsync(await shop.NewProductAsync());

        await shopper.WaitForStatusAsync(order, PaymentStatus.Paid, OrderStatus.Ready);

        Assert.Equal("JOB", await SourceAsync(order));
    }

    [Fact]
    public async Task Webhook_alone_makes_the_order_ready()
    {
        await shop.Sandbox.SetFaultsAsync(new { });
        var (shopper, order) = await shop.NewOrderAsync();
        await shop.PostponeJobsAsync(order);
        await shopper.PayAsync(order);

        await shopper.WaitForStatusAsync(order, PaymentStatus.Paid, OrderStatus.Ready);

        Assert.Equal("200 PAID READY", await shopper.ReportAsync(order));
        Assert.Equal("WEBHOOK", await SourceAsync(order));
    }

    [Fact]
    public async Task Outage_of_PortOne_causes_no_wrong_answer_and_everything_settles_afterwards()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var (bought, paid, late) = (
            await shopper.BuyAsync(lamp), await shopper.OrderAndPayAsync(lamp),
            await shopper.OrderAsync(lamp, quantity: 2));
        await Task.WhenAll(shop.PostponeJobsAsync(paid), shop.PostponeJobsAsync(late));

        await shop.KillAsync("portone");
        var cancelled = await shopper.CancelAsync(bought);
        var checking = await shopper.ReportAsync(paid);
        using var undecided = await shopper.SendCancelAsync(paid);
        var placed = await shopper.OrderAsync(lamp, quantity: 3);
        await Task.WhenAll(shop.AgeAsync(late, 60), shop.AgeAsync(paid, 60));
        await Task.WhenAll(
            JobHasFailedAsync(paid, PaymentJobKind.Expire), JobHasFailedAsync(late, PaymentJobKind.Expire),
            JobHasFailedAsync(bought, PaymentJobKind.Refund));
        var meanwhile = await Task.WhenAll(new[] { bought, paid, late, placed }.Select(StatusesAsync));
        await shop.StartAgainAsync("portone");

        Assert.Equal(
            (OrderStatus.Cancelled, PaymentStatus.RefundDue), (cancelled.OrderStatus, cancelled.PaymentStatus));
        Assert.Equal(
            ("202 PENDING PENDING", HttpStatusCode.ServiceUnavailable), (checking, undecided.StatusCode));
        Assert.Equal(
            ["REFUND_DUE CANCELLED", "PENDING PENDING", "PENDING PENDING", "PENDING PENDING"], meanwhile);
        await shopper.WaitForStatusAsync(bought, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await shopper.WaitForStatusAsync(paid, PaymentStatus.Paid, OrderStatus.Ready);
        await shopper.WaitForStatusAsync(late, PaymentStatus.Closed, OrderStatus.Expired);
        await shop.AssertRefundedAsync(bought, bought.AmountWon);
        Assert.Equal(6, await shop.StockOfAsync(lamp)); // Less the paid order and the pending one.
    }

    private Task JobHasFailedAsync(OrderReply order, PaymentJobKind kind) => Eventually.IsAsync(
        () => shop.AttemptsOfAsync(order, kind), attempts => attempts >= 2);

    private Task<string> StatusesAsync(OrderReply order) => shop.QuerySqlAsync<string>(
        $"select status || ' ' || order_status from payments where key = '{order.PaymentKey}'");

    private Task<string> SourceAsync(OrderReply order) => shop.QuerySqlAsync<string>(
        $"select string_agg(source, ',') from ledger_entries where payment_key = '{order.PaymentKey}'");
}

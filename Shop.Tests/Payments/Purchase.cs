// An order with its payment, driven step by step, and its whole state: in the shop's database and in PortOne's ledger.
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Shop.Commerce.Jobs;

namespace Shop.Tests.Payments;

/// <summary>
/// The state of a purchase: the statuses of payment and order and the reason of a refund; the ledger; the captured
/// amount and currency; the refunds (origin, status, amount); the stock, of which 10 were there; and the amounts of the
/// cancellations at PortOne. In an expected state each field may be a regular expression.
/// </summary>
public sealed record PurchaseState(
    string Statuses, string Ledger = "", string Captured = "", string Refunds = "", int Stock = 9,
    string Cancelled = "")
{
    public bool Matches(PurchaseState actual) => Regex.IsMatch($"{actual}", $"^{this}$");

    public override string ToString() =>
        $"{Statuses}; ledger {Ledger}; captured {Captured}; refunds {Refunds}; stock {Stock}; cancelled {Cancelled}";
}

/// <summary>A purchase of one lamp for 20,000 won by a new shopper.</summary>
public sealed class Purchase
{
    public const long Price = 20_000;

    private Purchase(RunningShop shop, Shopper shopper, Product lamp, OrderReply order) =>
        (Shop, Shopper, Lamp, Order) = (shop, shopper, lamp, order);

    public RunningShop Shop { get; }

    public Shopper Shopper { get; }

    public Product Lamp { get; }

    public OrderReply Order { get; }

    public string Key => Order.PaymentKey;

    /// <summary>The first refund when a scenario has seen it; null before.</summary>
    public string? FirstRefund { get; set; }

    /// <summary>Places the order and postpones its jobs, so that only the test reports the payment.</summary>
    public static async Task<Purchase> PlaceAsync(RunningShop shop)
    {
        var lamp = await shop.NewProductAsync(Price, stock: 10);
        var (shopper, order) = await shop.NewOrderAsync(lamp);
        await shop.PostponeJobsAsync(order);
        return new(shop, shopper, lamp, order);
    }

    /// <summary>Waits for the state.</summary>
    public Task BecomesAsync(PurchaseState expected) => Eventually.IsAsync(StateAsync, expected.Matches);

    /// <summary>The id and the frozen values of the first refund.</summary>
    public Task<string> FirstRefundAsync() => Shop.QuerySqlAsync<string>($"""
        select coalesce(min(concat_ws(' ', id, reason, amount_minor, cancellable_minor)), '') from refunds
        where payment_key = '{Key}'
        """);

    public async Task<PurchaseState> StateAsync() => new(
        await Shop.QuerySqlAsync<string>(
            $"select concat_ws(' ', status, order_status, refund_reason) from payments where key = '{Key}'"),
        await Shop.LedgerOfAsync(Order),
        await Shop.QuerySqlAsync<string>(
            $"select concat_ws(' ', captured_minor, currency) from payments where key = '{Key}'"),
        await Shop.RefundsOfAsync(Order),
        await Shop.StockOfAsync(Lamp),
        string.Join(' ', (await Shop.RefundEntriesAsync(Order)).Select(entry => (long)entry["amount"]!)));
}

/// <summary>What can happen to a purchase.</summary>
internal static class Step
{
    public static readonly Func<Purchase, Task> Decline = ActAtPortOne("fail", new { reason = "card limit" });

    /// <summary>PortOne fails to answer about this payment.</summary>
    public static readonly Func<Purchase, Task> PortOneFails =
        one => one.Shop.Sandbox.SetFaultsForAsync(one.Key, errorRate: 1);

    /// <summary>A cancellation is requested at PortOne with the shop's secret, but not by the shop.</summary>
    public static readonly Func<Purchase, Task> RequestCancellation =
        one => one.Shop.Sandbox.StartCancellationAsync(one.Key);

    public static readonly Func<Purchase, Task> PortOneRecovers = one => one.Shop.Sandbox.DropWebhooksAsync();

    public static readonly Func<Purchase, Task> SendWebhook = one => one.Shop.SendWebhookAsync(one.Order);

    public static readonly Func<Purchase, Task> CannotPayAgain = async one =>
    {
        using var response = await one.Shop.Sandbox.Http.PostAsJsonAsync(
            $"/sandbox/payments/{one.Key}/pay", new { totalAmount = Purchase.Price });
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    };

    /// <summary>The shopper cancels the order.</summary>
    public static readonly Func<Purchase, Task> Cancel = one => one.Shopper.CancelAsync(one.Order);

    public static readonly Func<Purchase, Task> Ship = one => one.Shop.ExecuteSqlAsync($"""
        update orders set status = 'SHIPPED', shipped_at = now() where id = '{one.Order.OrderId}';
        update payments set order_status = 'SHIPPED' where key = '{one.Key}'
        """);

    /// <summary>An action at PortOne, of the shopper or of an operator in the console.</summary>
    public static Func<Purchase, Task> ActAtPortOne(string act, object? body = null) =>
        one => one.Shop.Sandbox.ActAsync(one.Key, act, body);

    public static Func<Purchase, Task> Pay(long minor = Purchase.Price, string currency = "KRW") =>
        ActAtPortOne("pay", new { totalAmount = minor, currency });

    /// <summary>Pays by deposit. The refund job does not refund it, so the state stays as it was settled.</summary>
    public static Func<Purchase, Task> Deposit(long minor = Purchase.Price, string currency = "KRW") =>
        ActAtPortOne("pay", new { totalAmount = minor, currency, method = "VIRTUAL_ACCOUNT" });

    public static Func<Purchase, Task> CancelInConsole(long? amount = null) => ActAtPortOne("cancel", new { amount });

    public static Func<Purchase, Task> SetFaults(object faults) => one => one.Shop.Sandbox.SetFaultsAsync(faults);

    /// <summary>The shopper reports the return from the window; expects this response.</summary>
    public static Func<Purchase, Task> Report(string response) =>
        async one => Assert.Equal(response, await one.Shopper.ReportAsync(one.Order));

    /// <summary>Two reports with the same response.</summary>
    public static Func<Purchase, Task> ReportTwice(string response) => async one =>
    {
        await Report(response)(one);
        await Report(response)(one);
    };

    /// <summary>Reports until the response is this one, because the circuit to PortOne may be open.</summary>
    public static Func<Purchase, Task> ReportUntil(string response) =>
        one => Eventually.IsAsync(() => one.Shopper.ReportAsync(one.Order), actual => actual == response);

    public static Func<Purchase, Task> Becomes(PurchaseState state) => one => one.BecomesAsync(state);

    /// <summary>Sends concurrent webhooks about the payment and waits until they are handled.</summary>
    public static Func<Purchase, Task> SendWebhooksAndWait(
        string type = "Transaction.Paid", int times = 1, string? id = null) => async one =>
    {
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => one.Shop.SendWebhookAsync(one.Order, type, id)));
        await one.Shop.WebhooksAreHandledAsync(one.Order);
    };

    /// <summary>Expects that the step writes no row of the order and its payment.</summary>
    public static Func<Purchase, Task> WritesNothing(Func<Purchase, Task> step) => async one =>
    {
        var rows = await one.Shop.RowsOfAsync(one.Order);
        await step(one);
        Assert.Equal(rows, await one.Shop.RowsOfAsync(one.Order));
    };

    /// <summary>Waits for as many runs of a job.</summary>
    public static Func<Purchase, Task> JobHasRun(PaymentJobKind kind, int attempts) => one => Eventually.IsAsync(
        () => one.Shop.AttemptsOfAsync(one.Order, kind), actual => actual >= attempts);

    /// <summary>PortOne decides its only cancellation of the payment, which was requested before.</summary>
    public static Func<Purchase, Task> Decide(bool succeeds) => async one =>
    {
        await one.Shop.Sandbox.DropWebhooksAsync();
        var cancellations = (await one.Shop.Sandbox.PaymentAsync(one.Key))["cancellations"]!.AsArray();
        await one.Shop.Sandbox.EndCancellationAsync(
            one.Key, (string)Assert.Single(cancellations)!["id"]!, succeeds);
    };
}

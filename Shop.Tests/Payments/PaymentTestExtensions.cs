// Arranges and checks orders, payments and refunds, both in the shop's database and in the sandbox.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Jobs;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>Extension methods for tests of payments.</summary>
internal static class PaymentTestExtensions
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Commerce's own access to its database, as the owner.</summary>
    public static CommerceDb NewCommerceContext(this RunningShop shop) => new(
        new DbContextOptionsBuilder<CommerceDb>().UseNpgsql(shop.CommerceDb).UseSnakeCaseNamingConvention().Options);

    /// <summary>A new shopper orders one piece of the product, or of a new one.</summary>
    public static async Task<(Shopper Shopper, OrderReply Order)> NewOrderAsync(
        this RunningShop shop, Product? product = null, int quantity = 1)
    {
        var shopper = await shop.NewShopperAsync();
        return (shopper, await shopper.OrderAsync(product ?? await shop.NewProductAsync(), quantity));
    }

    /// <summary>A new shopper orders, pays, and returns from the window.</summary>
    public static async Task<(Shopper Shopper, OrderReply Order)> NewPaidOrderAsync(
        this RunningShop shop, Product? product = null)
    {
        var shopper = await shop.NewShopperAsync();
        return (shopper, await shopper.BuyAsync(product ?? await shop.NewProductAsync()));
    }

    /// <summary>Orders, pays, and returns from the window.</summary>
    public static async Task<OrderReply> BuyAsync(this Shopper shopper, Product product, int quantity = 1)
    {
        var order = await shopper.OrderAndPayAsync(product, quantity);
        Assert.Equal("200 PAID READY", await shopper.ReportAsync(order));
        return order;
    }

    /// <summary>
    /// Reports the return from the window. Returns the status of the response, the code of a problem, the statuses of
    /// payment and order, and the reason of a refund, for example "200 REFUND_DUE CANCELLED AMOUNT_DIFFERS".
    /// </summary>
    public static async Task<string> ReportAsync(this Shopper shopper, OrderReply order)
    {
        using var response = await shopper.SendCompleteAsync(order.PaymentKey);
        var reply = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.True(
            !response.IsSuccessStatusCode
                || ((Guid?)reply["orderId"], (string?)reply["paymentKey"]) == (order.OrderId, order.PaymentKey),
            $"{reply}");
        string[] fields = ["code", "paymentStatus", "orderStatus", "refundReason"];
        return string.Join(' ', fields.Select(name => (string?)reply[name]).OfType<string>()
            .Prepend($"{(int)response.StatusCode}"));
    }

    /// <summary>The reason that <see cref="SendCancelAsync"/> states.</summary>
    public const string CancelReason = "Another one is nicer";

    /// <summary>Cancels an order; returns the response of any status.</summary>
    public static Task<HttpResponseMessage> SendCancelAsync(this Shopper shopper, OrderReply order) =>
        shopper.Commerce.PostAsJsonAsync(
            $"/orders/{order.OrderId}/cancel", new CancelRequest(CancelReason));

    /// <summary>Cancels an order; expects 200.</summary>
    public static async Task<CancelReply> CancelAsync(this Shopper shopper, OrderReply order) =>
        await Shopper.ReadAsync<CancelReply>(await shopper.SendCancelAsync(order), HttpStatusCode.OK);

    /// <summary>Waits until an order and its payment have these statuses.</summary>
    public static Task<OrderDetailReply> WaitForStatusAsync(
        this Shopper shopper, OrderReply order, PaymentStatus paymentStatus, OrderStatus orderStatus) =>
        Eventually.IsAsync(
            () => shopper.GetOrderAsync(order),
            detail => (detail.PaymentStatus, detail.OrderStatus) == (paymentStatus, orderStatus), Timeout);

    /// <summary>Postpones the jobs of a payment by an hour, longer than a test takes.</summary>
    public static Task<int> PostponeJobsAsync(this RunningShop shop, OrderReply order) => shop.ExecuteSqlAsync(
        $"update payment_jobs set due_at = now() + interval '1 hour' where payment_key = '{order.PaymentKey}'");

    /// <summary>Drops webhooks and stops reconciliation, so that only the test reports payments.</summary>
    public static async Task StopOtherReportsAsync(this RunningShop shop)
    {
        await shop.Sandbox.DropWebhooksAsync();
        await shop.StopReconciliationAsync();
    }

    /// <summary>Resumes reconciliation and clears all faults.</summary>
    public static async Task ResumeOtherReportsAsync(this RunningShop shop)
    {
        await shop.ResumeReconciliationAsync();
        await shop.Sandbox.SetFaultsAsync(new { });
    }

    /// <summary>Prevents reconciliation from starting a run, because it would also report payments.</summary>
    public static Task<int> StopReconciliationAsync(this RunningShop shop) => shop.ExecuteSqlAsync("""
        create or replace function zz_stop_reconciliation() returns trigger language plpgsql as $$
        begin
          return null;
        end $$;
        create or replace trigger zz_stop_reconciliation before update on reconciliations
          for each row when (current_user = 'commerce_service') execute function zz_stop_reconciliation()
        """);

    /// <summary>Resumes reconciliation.</summary>
    public static Task<int> ResumeReconciliationAsync(this RunningShop shop) =>
        shop.ExecuteSqlAsync("drop function if exists zz_stop_reconciliation cascade");

    /// <summary>The number of runs of a payment's job that did not end it.</summary>
    public static Task<int> AttemptsOfAsync(this RunningShop shop, OrderReply order, PaymentJobKind kind) =>
        shop.QuerySqlAsync<int>($"""
            select attempts from payment_jobs
            where payment_key = '{order.PaymentKey}' and kind = '{kind.ToUpperSnake()}'
            """);

    /// <summary>Moves an order's times into the past, and the job that expires it.</summary>
    public static Task<int> AgeAsync(this RunningShop shop, OrderReply order, int minutes) => shop.ExecuteSqlAsync($"""
        update orders set placed_at = placed_at - interval '{minutes} minutes',
            expires_at = expires_at - interval '{minutes} minutes'
        where id = '{order.OrderId}';
        update payment_jobs set due_at = (select expires_at from orders where id = '{order.OrderId}')
        where payment_key = '{order.PaymentKey}' and kind = 'EXPIRE'
        """);

    /// <summary>A value that changes whenever a row of the order or its payment is written, even unchanged.</summary>
    public static Task<string> RowsOfAsync(this RunningShop shop, OrderReply order) => shop.QuerySqlAsync<string>($"""
        select concat_ws(' ', o.xmin, p.xmin, p.paid_at,
            (select count(*) from ledger_entries where payment_key = p.key))
        from orders o join payments p on p.order_id = o.id where p.key = '{order.PaymentKey}'
        """);

    /// <summary>The shop's refunds of an order, oldest first: origin, status, amount.</summary>
    public static Task<string> RefundsOfAsync(this RunningShop shop, OrderReply order) =>
        shop.QuerySqlAsync<string>($"""
            select coalesce(string_agg(concat_ws(' ', origin, status, amount_minor), ', ' order by id), '')
            from refunds where payment_key = '{order.PaymentKey}'
            """);

    /// <summary>The cancellations of an order's payment in the sandbox's ledger, oldest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> RefundEntriesAsync(this RunningShop shop, OrderReply order) =>
        [.. (await shop.Sandbox.LedgerAsync())["items"]!.AsArray().Select(entry => entry!).Where(entry =>
            (string?)entry["paymentId"] == order.PaymentKey && (string?)entry["kind"] == "CANCEL")];

    /// <summary>Expects that exactly these amounts were refunded according to the sandbox's ledger.</summary>
    public static async Task AssertRefundedAsync(this RunningShop shop, OrderReply order, params long[] amounts) =>
        Assert.Equal(amounts, (await shop.RefundEntriesAsync(order)).Select(entry => (long)entry["amount"]!));

    /// <summary>Sends a webhook about an order's payment; expects 200 and that its id is stored once.</summary>
    public static async Task SendWebhookAsync(
        this RunningShop shop, OrderReply order, string type = "Transaction.Paid", string? id = null)
    {
        id ??= Webhook.NewId();
        using var commerce = shop.CreateClient("commerce");
        using var request = Webhook.Signed(Webhook.About(order.PaymentKey, type), id);
        using var response = await commerce.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, await shop.QuerySqlAsync<long>(
            $"select count(*) from webhooks where id = '{id}' and payment_key = '{order.PaymentKey}'"));
    }

    /// <summary>Waits until no webhook and no discrepancy of an order's payment is unhandled.</summary>
    public static Task WebhooksAreHandledAsync(this RunningShop shop, OrderReply order) => Eventually.IsAsync(
        () => shop.QuerySqlAsync<long>(
            $"select count(*) from payment_jobs where payment_key = '{order.PaymentKey}' and kind = 'RECONCILE'"),
        unhandled => unhandled == 0);

    /// <summary>Commerce's cancel requests for an order, as seen in its telemetry.</summary>
    public static IReadOnlyList<SeenSpan> CancelSpansOf(this RunningShop shop, OrderReply order) =>
        [.. shop.Telemetry.Spans().Where(span =>
            span is { Service: "commerce", Kind: SpanKind.Client }
            && span.Attributes.GetValueOrDefault("url.full", "").EndsWith($"/payments/{order.PaymentKey}/cancel"))];

    /// <summary>Sets the status of new cancellations, and drops webhooks.</summary>
    public static Task SetCancellationStatusAsync(this SandboxControl sandbox, string cancellations) =>
        sandbox.SetFaultsAsync(new { cancellations, webhooks = new { mode = "off" } });

    /// <summary>Sets faults for paths with this ending, and drops webhooks.</summary>
    public static Task SetFaultsForAsync(
        this SandboxControl sandbox, string only, double errorRate = 0, double timeoutRate = 0,
        double errorAfterCommitRate = 0, int latencyMs = 0) => sandbox.SetFaultsAsync(new
        {
            only,
            errorRate,
            timeoutRate,
            errorAfterCommitRate,
            latencyMs,
            webhooks = new { mode = "off" },
        });
}

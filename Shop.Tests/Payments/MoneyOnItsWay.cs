// What tests of money arrange and ask, on both sides: in the shop's database and at the bank that the sandbox plays.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>Orders, payments and refunds as a test moves them and looks at them.</summary>
internal static class MoneyOnItsWay
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>Orders, pays, and returns from the window.</summary>
    public static async Task<OrderReply> BuysAsync(this Shopper shopper, Product product, int quantity = 1)
    {
        var order = await shopper.OrdersAndPaysAsync(product, quantity);
        await shopper.ReturnsFromAsync(order);
        return order;
    }

    /// <summary>Cancels; returns what Commerce answered, whatever it was.</summary>
    public static Task<HttpResponseMessage> SendsCancelAsync(this Shopper shopper, OrderReply order) =>
        shopper.Commerce.PostAsJsonAsync(
            $"/orders/{order.OrderId}/cancel", new CancelRequest("Another one is nicer"));

    /// <summary>Cancels an order that can be cancelled.</summary>
    public static async Task<CancelReply> CancelsAsync(this Shopper shopper, OrderReply order) =>
        await Shopper.ReadAsync<CancelReply>(await shopper.SendsCancelAsync(order), HttpStatusCode.OK);

    /// <summary>Looks at an order until its payment and itself stand so.</summary>
    public static Task<OrderDetailReply> SeesAsync(
        this Shopper shopper, OrderReply order, string paymentStatus, string orderStatus) => Eventually.IsAsync(
        () => shopper.LooksAtAsync(order),
        looks => (looks.PaymentStatus, looks.OrderStatus) == (paymentStatus, orderStatus), Soon);

    /// <summary>Waits until the ledger tells exactly this.</summary>
    public static Task LedgerBecomesAsync(this RunningShop shop, OrderReply order, string events) =>
        Eventually.IsAsync(() => shop.LedgerOfAsync(order), told => told == events, Soon);

    /// <summary>The sweep does not come to this payment while the test lasts.</summary>
    public static Task<int> SweepPassesByAsync(this RunningShop shop, OrderReply order) => shop.CommerceAsync(
        $"update payment_tasks set due_at = now() + interval '1 hour' where payment_key = '{order.PaymentKey}'");

    /// <summary>From now on webhooks are lost and nothing is compared: what is reported, the test reports.</summary>
    public static async Task NobodyElseReportsAsync(this RunningShop shop)
    {
        await shop.Sandbox.LosesWebhooksAsync();
        await shop.NothingIsComparedAsync();
    }

    /// <summary>Everybody reports again, and PortOne has no faults.</summary>
    public static async Task EverybodyReportsAgainAsync(this RunningShop shop)
    {
        await shop.ComparesAgainAsync();
        await shop.Sandbox.SetFaultsAsync(new { });
    }

    /// <summary>
    /// From now on no round of the comparison begins: it would report a payment whatever webhooks and sweep do.
    /// </summary>
    public static Task<int> NothingIsComparedAsync(this RunningShop shop) => shop.CommerceAsync("""
        create or replace function zz_round_waits() returns trigger language plpgsql as $$
        begin
          return null;
        end $$;
        create or replace trigger zz_round_waits before update on comparison_rounds
          for each row when (current_user = 'commerce_service') execute function zz_round_waits()
        """);

    /// <summary>The comparison goes on.</summary>
    public static Task<int> ComparesAgainAsync(this RunningShop shop) =>
        shop.CommerceAsync("drop function if exists zz_round_waits cascade");

    /// <summary>How often the sweep has come to this payment in vain.</summary>
    public static Task<int> TriesOfAsync(this RunningShop shop, OrderReply order, string task) =>
        shop.CommerceAsync<int>(
            $"select tries from payment_tasks where payment_key = '{order.PaymentKey}' and task = '{task}'");

    /// <summary>Lets minutes pass for an order.</summary>
    public static Task<int> AgeAsync(this RunningShop shop, OrderReply order, int minutes) => shop.CommerceAsync($"""
        update orders set placed_at = placed_at - interval '{minutes} minutes',
            expires_at = expires_at - interval '{minutes} minutes'
        where id = '{order.OrderId}'
        """);

    /// <summary>Changes whenever a row of the order or its payment is written, even with the same values.</summary>
    public static Task<string> RowsOfAsync(this RunningShop shop, OrderReply order) => shop.CommerceAsync<string>($"""
        select concat_ws(' ', o.xmin, p.xmin, p.paid_at,
            (select count(*) from payment_events where payment_key = p.key))
        from orders o join payments p on p.order_id = o.id where p.key = '{order.PaymentKey}'
        """);

    /// <summary>The refunds of an order as the shop has them, oldest first: origin, status, amount.</summary>
    public static Task<string> RefundsOfAsync(this RunningShop shop, OrderReply order) =>
        shop.CommerceAsync<string>($"""
            select coalesce(string_agg(concat_ws(' ', origin, status, amount_minor), ', ' order by id), '')
            from refunds where payment_key = '{order.PaymentKey}'
            """);

    /// <summary>What the bank has given back of an order's payment, oldest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> GivenBackAsync(this RunningShop shop, OrderReply order) =>
        [.. (await shop.Sandbox.LedgerAsync())["items"]!.AsArray().Select(entry => entry!).Where(entry =>
            (string?)entry["paymentId"] == order.PaymentKey && (string?)entry["kind"] == "CANCEL")];

    /// <summary>The bank has given back these amounts and nothing else.</summary>
    public static async Task HasGivenBackAsync(this RunningShop shop, OrderReply order, params long[] amounts) =>
        Assert.Equal(amounts, (await shop.GivenBackAsync(order)).Select(entry => (long)entry["amount"]!));

    /// <summary>A good day but for this; what happens is reported to nobody.</summary>
    public static Task BreaksAsync(
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

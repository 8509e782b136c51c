// The flows in which Commerce is killed, and the state that each must reach after a restart: the same state as without
// the kill. The only help is a shopper who retries after getting no response.
using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Proof;

/// <summary>One run of a flow up to its crash point.</summary>
internal sealed record KilledRun(Shopper Shopper, Product Product)
{
    public string IdempotencyKey { get; } = Guid.NewGuid().ToString();

    public OrderReply Order { get; set; } = null!;

    public OrderRequest Request => new(Shopper.Home, [new(Product.Id, KillAnywhereFlow.Pieces)]);
}

/// <summary>A flow during which Commerce is killed.</summary>
/// <param name="ExpectedState">The settled state: payment, order, stock, and the bank's entries.</param>
/// <param name="LastOfWorker">The start of the worker's last statement; null if a request runs the flow.</param>
/// <param name="Begin">Starts the flow; returns the response's status, null if there was none.</param>
/// <param name="Arrange">Prepares the flow.</param>
/// <param name="Retry">The retry of a shopper who got no response.</param>
internal sealed record KillAnywhereFlow(
    string Name,
    string ExpectedState,
    string? LastOfWorker,
    Func<RunningShop, KillAnywhereVictim, KilledRun, Task<HttpStatusCode?>> Begin,
    Func<KilledRun, Task>? Arrange = null,
    Func<KilledRun, HttpClient, Task>? Retry = null)
{
    public const int Pieces = 2;
    public const int Stock = 10;
    public const long PriceWon = 7_000;

    private const string Bought = "PAID READY 8 +14000";
    private const string Returned = "REFUNDED CANCELLED 10 +14000 -14000";
    private const string NeverPaid = "CLOSED EXPIRED 10";
    private const string Reschedules = "update payment_jobs set due_at";
    private const string EndsJob = "delete from payment_jobs";
    private static readonly TimeSpan OrderDeadline = TimeSpan.FromSeconds(60);

    public static readonly IReadOnlyList<KillAnywhereFlow> All =
    [
        new("order", Bought, null,
            (_, victim, run) => victim.SendAsync(Request(run), run.Shopper),
            Retry: OrdersAgainAndPaysAsync),
        new("complete", Bought, null,
            (_, victim, run) => victim.SendAsync(
                "/payment/complete", new CompleteRequest(run.Order.PaymentKey), run.Shopper),
            OrdersAndPaysAsync),
        new("cancel", Returned, null,
            (_, victim, run) => victim.SendAsync(
                $"/orders/{run.Order.OrderId}/cancel", new CancelRequest("A change of mind"), run.Shopper),
            OrdersAndPaysAsync,
            CancelsAsync),
        new("refund", Returned, Reschedules,
            (shop, _, run) => OwnerAsync(shop, $"""
                update payment_jobs set due_at = clock_timestamp()
                where payment_key = '{run.Order.PaymentKey}' and kind = 'REFUND'
                """),
            async run =>
            {
                await OrdersAndPaysAsync(run);
                await CancelsAsync(run, run.Shopper.Commerce);
            }),
        new("expire", NeverPaid, EndsJob,
            (shop, _, run) => OwnerAsync(shop, $"""
                update orders set placed_at = placed_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
                where id = '{run.Order.OrderId}';
                update payment_jobs set due_at = clock_timestamp()
                where payment_key = '{run.Order.PaymentKey}' and kind = 'EXPIRE'
                """),
            async run => run.Order = await run.Shopper.OrdersAsync(run.Product, Pieces)),
        new("webhook", Bought, EndsJob,
            (_, victim, run) => victim.SendOrNullAsync(() => new WebhookSender(victim.Http).SendAsync(
                run.Order.PaymentKey, $"{Guid.NewGuid()}")),
            OrdersAndPaysAsync),
    ];

    // A worker flow starts when its job is due, without a request.
    private static async Task<HttpStatusCode?> OwnerAsync(RunningShop shop, string sql)
    {
        await shop.CommerceAsync(sql);
        return HttpStatusCode.OK;
    }

    private static async Task OrdersAndPaysAsync(KilledRun run) =>
        run.Order = await run.Shopper.OrdersAndPaysAsync(run.Product, Pieces);

    private static async Task OrdersAgainAndPaysAsync(KilledRun run, HttpClient commerce)
    {
        var answer = await Eventually.IsAsync(
            () => commerce.SendAsync(Request(run)),
            answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable,
            OrderDeadline);
        run.Order = await Shopper.ReadAsync<OrderReply>(answer, HttpStatusCode.OK, HttpStatusCode.Created);
        await run.Shopper.PaysAsync(run.Order);
    }

    private static HttpRequestMessage Request(KilledRun run) => new(HttpMethod.Post, "/order")
    {
        Headers = { { "Idempotency-Key", run.IdempotencyKey } },
        Content = JsonContent.Create(run.Request),
    };

    private static async Task CancelsAsync(KilledRun run, HttpClient commerce) => await Shopper.ReadAsync<CancelReply>(
        await commerce.PostAsJsonAsync(
            $"/orders/{run.Order.OrderId}/cancel", new CancelRequest("A change of mind")),
        HttpStatusCode.OK);
}

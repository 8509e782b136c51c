// The vocabulary of the proofs: everything that can happen to one order. Responses are recorded, so that a proof can
// compare them with the final state. An unexpected status fails at once.
using System.Net;
using System.Net.Http.Json;
using Shop.Tests.Payments;

namespace Shop.Tests.Proof;

/// <summary>An action of the shopper, of PortOne and its console, or of a job.</summary>
public enum OrderAction
{
    Order,
    Pay,
    PayTooLittle,
    Decline,
    Return,
    Webhook,
    RepeatedWebhook,
    ForgedWebhook,
    CheckJob,
    Expiry,
    ShopperCancels,
    ConsoleCancels,
    ConsoleCancelsPart,
    ChargeBack,
}

/// <summary>An order, the actions on it, and the responses about it.</summary>
public sealed class OrderUnderTest(
    RunningShop shop, SandboxControl sandbox, Shopper shopper, OrderRequest request)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _idempotencyKey = $"{Guid.NewGuid()}";
    private readonly HashSet<OrderAction> _actions = [];

    /// <summary>The placed order.</summary>
    public OrderReply Order { get; set; } = null!;

    /// <summary>The actions so far, also those without a response.</summary>
    public IReadOnlySet<OrderAction> Actions => _actions;

    /// <summary>The shopper, who may sign in again.</summary>
    public Shopper Shopper { get; set; } = shopper;

    /// <summary>Returns the client of Commerce to use; the process behind it may change.</summary>
    public Func<HttpClient> Commerce { get; set; } = () => shopper.Commerce;

    /// <summary>Whether a proof breaks the database, so that Commerce may answer that it is unavailable.</summary>
    public bool IsDatabaseBroken { get; init; }

    /// <summary>Whether an action waits until workers have processed its jobs.</summary>
    public bool WaitsForWorkers { get; init; } = true;

    /// <summary>Whether an exception means that the response was lost, because a proof breaks a service.</summary>
    public Func<Exception, bool> IsLostResponse { get; set; } = _ => false;

    /// <summary>Whether a response reported that the order is cancelled.</summary>
    public bool ReportedCancelled { get; private set; }

    /// <summary>Whether a response reported that the order is paid.</summary>
    public bool ReportedPaid { get; private set; }

    /// <summary>Runs an action; returns the status of its response, null if the response was lost.</summary>
    public async Task<HttpStatusCode?> ApplyAsync(OrderAction action)
    {
        _actions.Add(action);
        try
        {
            return await (action switch
            {
                OrderAction.Order => PlaceAsync(),
                OrderAction.Pay => ControlAsync("pay", new { totalAmount = Order.AmountWon }),
                OrderAction.PayTooLittle => ControlAsync("pay", new { totalAmount = Order.AmountWon - 1 }),
                OrderAction.Decline => ControlAsync("fail", new { totalAmount = Order.AmountWon, reason = "No" }),
                OrderAction.Return => ReturnAsync(),
                OrderAction.Webhook or OrderAction.RepeatedWebhook => SendWebhookAsync(),
                OrderAction.ForgedWebhook => SendForgedWebhookAsync(),
                OrderAction.CheckJob => RunJobsAsync(),
                OrderAction.Expiry => ExpireAsync(),
                OrderAction.ShopperCancels => CancelAsync(),
                OrderAction.ConsoleCancels => ControlAsync("cancel", new { }),
                OrderAction.ConsoleCancelsPart => ControlAsync("cancel", new { amount = 1_000 }),
                OrderAction.ChargeBack => ControlAsync("cancel", new { isChargeback = true }),
                _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
            });
        }
        catch (Exception lost) when (IsLostResponse(lost))
        {
            return null;
        }
    }

    private async Task<HttpStatusCode> PlaceAsync()
    {
        using var response = await SendAsync("/order", request);
        Expect(response, HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
        Order = response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<OrderReply>())! : Order;
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> ReturnAsync()
    {
        using var response = await SendAsync("/payment/complete", new CompleteRequest(Order.PaymentKey));
        HttpStatusCode[] unavailable = IsDatabaseBroken ? [HttpStatusCode.ServiceUnavailable] : [];
        Expect(response, [HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict, .. unavailable]);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            var reply = await response.Content.ReadFromJsonAsync<PaymentReply>();
            ReportedPaid |= reply!.PaymentStatus == PaymentStatus.Paid;
        }

        return response.StatusCode;
    }

    private async Task<HttpStatusCode> CancelAsync()
    {
        using var response = await SendAsync($"/orders/{Order.OrderId}/cancel", new CancelRequest("Changed my mind"));
        Expect(response, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable);
        ReportedCancelled |= response.StatusCode == HttpStatusCode.OK;
        return response.StatusCode;
    }

    // Every webhook of the order has the same id, so that all but the first are repeats.
    private async Task<HttpStatusCode> SendWebhookAsync()
    {
        using var response = await Commerce().SendAsync(
            Webhook.Signed(Webhook.About(Order.PaymentKey), id: $"of-{Order.PaymentKey}"));
        Expect(response, HttpStatusCode.OK);
        await WaitUntilAsync($"""
            select not exists (
                select from payment_jobs
                where payment_key = '{Order.PaymentKey}' and kind = 'RECONCILE' and attempts <= 2)
            """);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> SendForgedWebhookAsync()
    {
        const string WrongSecret = "whsec_d3Jvbmctc2VjcmV0LW9mLTMyLWJ5dGVzLWluLWFsbCE=";
        using var response = await Commerce().SendAsync(
            Webhook.Signed(Webhook.About(Order.PaymentKey), secret: WrongSecret));
        Expect(response, HttpStatusCode.Unauthorized);
        return response.StatusCode;
    }

    /// <summary>Makes the order's jobs due, except its expiry.</summary>
    private async Task<HttpStatusCode> RunJobsAsync()
    {
        await shop.ExecuteSqlAsync($"""
            update payment_jobs set due_at = clock_timestamp()
            where payment_key = '{Order.PaymentKey}' and kind <> 'EXPIRE' and claimed_until is null
            """);
        await WaitForJobsAsync();
        return HttpStatusCode.OK;
    }

    /// <summary>
    /// Lets the time to pay pass and makes the expiry job due, repeatedly while PortOne is unavailable, until the order
    /// has ended or its time was extended.
    /// </summary>
    private async Task<HttpStatusCode> ExpireAsync()
    {
        await shop.ExecuteSqlAsync($"""
            update orders set placed_at = placed_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
            where id = '{Order.OrderId}' and status = 'PENDING'
            """);
        await WaitUntilAsync($"""
            with late as (
                select from orders
                where id = '{Order.OrderId}' and status = 'PENDING' and expires_at <= clock_timestamp()),
            again as (
                update payment_jobs set due_at = clock_timestamp()
                where payment_key = '{Order.PaymentKey}' and kind = 'EXPIRE' and claimed_until is null
                    and due_at > clock_timestamp() and exists (select from late))
            select not exists (select from late)
            """);
        await WaitForJobsAsync();
        return HttpStatusCode.OK;
    }

    private Task WaitForJobsAsync() => WaitUntilAsync($"""
        select not exists (
            select from payment_jobs where payment_key = '{Order.PaymentKey}'
                and (claimed_until is not null or due_at <= clock_timestamp()))
        """);

    private Task WaitUntilAsync(string question) => WaitsForWorkers
        ? Eventually.IsAsync(() => shop.QuerySqlAsync<bool>(question), isDone => isDone, Deadline)
        : shop.QuerySqlAsync<bool>(question);

    private async Task<HttpStatusCode> ControlAsync(string act, object body)
    {
        using var response = await sandbox.Http.PostAsJsonAsync($"/sandbox/payments/{Order.PaymentKey}/{act}", body);
        Expect(response, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Conflict);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(string path, object body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        message.Headers.Authorization = new("Bearer", Shopper.Session.AccessToken);
        message.Headers.Add("Idempotency-Key", _idempotencyKey);
        return Commerce().SendAsync(message);
    }

    private static void Expect(HttpResponseMessage response, params HttpStatusCode[] expected) => Assert.True(
        expected.Contains(response.StatusCode),
        $"{response.RequestMessage!.RequestUri!.AbsolutePath} answered {response.StatusCode}");
}

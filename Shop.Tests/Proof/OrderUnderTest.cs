// The events that can happen to one order. The responses are recorded, so that a proof can compare them with the final
// state. An unexpected status fails at once.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Shop.Tests.Proof;

/// <summary>An order and the responses about it.</summary>
public sealed class OrderUnderTest(RunningShop shop, SandboxControl sandbox, Shopper shopper, OrderReply order)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public OrderReply Order => order;

    /// <summary>Returns the client of Commerce to use; the process behind it may change.</summary>
    public Func<HttpClient> Commerce { get; init; } = () => shopper.Commerce;

    /// <summary>Whether the methods wait until workers have processed jobs and webhooks.</summary>
    public bool WaitsForWorkers { get; init; } = true;

    /// <summary>Whether the shopper was told that the order is cancelled.</summary>
    public bool ReportedCancelled { get; private set; }

    /// <summary>Whether the shopper was told that the order is paid.</summary>
    public bool ReportedPaid { get; private set; }

    public Task PayAsync(long? amountWon = null) => ControlAsync("pay", new
    {
        totalAmount = amountWon ?? order.AmountWon,
    });

    public Task DeclineAsync() => ControlAsync("fail", new { totalAmount = order.AmountWon, reason = "No" });

    public Task CancelInConsoleAsync(long? amount = null, bool isChargeback = false) =>
        ControlAsync("cancel", amount is null ? new { isChargeback } : new { amount, isChargeback });

    public async Task ReturnAsync()
    {
        using var answer = await SendAsync("/payment/complete", new CompleteRequest(order.PaymentKey));
        Expect(answer, HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            var reply = await answer.Content.ReadFromJsonAsync<PaymentReply>();
            ReportedPaid |= reply!.PaymentStatus == PaymentStatus.Paid;
        }
    }

    public async Task CancelAsync()
    {
        using var answer = await SendAsync($"/orders/{order.OrderId}/cancel", new CancelRequest("Changed my mind"));
        Expect(answer, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable);
        ReportedCancelled |= answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Sends a webhook and waits until it is handled.</summary>
    public async Task SendWebhookAsync(string webhookId)
    {
        using var answer = await new WebhookSender(Commerce()).SendAsync(order.PaymentKey, webhookId);
        Expect(answer, HttpStatusCode.OK);
        await WaitUntilAsync($"""
            select not exists (
                select from payment_jobs
                where payment_key = '{order.PaymentKey}' and kind = 'RECONCILE' and attempts <= 2)
            """);
    }

    /// <summary>Sends a webhook that is signed with a wrong secret.</summary>
    public async Task SendForgedWebhookAsync()
    {
        using var answer = await new WebhookSender(Commerce()).SendAsync(
            order.PaymentKey, $"forged-{Guid.NewGuid():N}", forged: true);
        Expect(answer, HttpStatusCode.Unauthorized);
    }

    /// <summary>Makes the order's jobs due, except its expiry.</summary>
    public async Task SweepAsync()
    {
        await shop.CommerceAsync($"""
            update payment_jobs set due_at = clock_timestamp()
            where payment_key = '{order.PaymentKey}' and kind <> 'EXPIRE' and claimed_until is null
            """);
        await WaitForJobsAsync();
    }

    /// <summary>
    /// Expires the order and makes its expiry job due, repeatedly while PortOne is unavailable, until the order has
    /// ended or its time was extended.
    /// </summary>
    public async Task ExpireAsync()
    {
        await shop.CommerceAsync($"""
            update orders set placed_at = placed_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
            where id = '{order.OrderId}' and status = 'PENDING'
            """);
        await WaitUntilAsync($"""
            with late as (
                select from orders
                where id = '{order.OrderId}' and status = 'PENDING' and expires_at <= clock_timestamp()),
            again as (
                update payment_jobs set due_at = clock_timestamp()
                where payment_key = '{order.PaymentKey}' and kind = 'EXPIRE' and claimed_until is null
                    and due_at > clock_timestamp() and exists (select from late))
            select not exists (select from late)
            """);
        await WaitForJobsAsync();
    }

    private Task WaitForJobsAsync() => WaitUntilAsync($"""
        select not exists (
            select from payment_jobs where payment_key = '{order.PaymentKey}'
                and (claimed_until is not null or due_at <= clock_timestamp()))
        """);

    private Task WaitUntilAsync(string question) => WaitsForWorkers
        ? Eventually.IsAsync(() => shop.CommerceAsync<bool>(question), isDone => isDone, Deadline)
        : Task.CompletedTask;

    private async Task ControlAsync(string act, object body)
    {
        using var answer = await sandbox.Http.PostAsJsonAsync($"/sandbox/payments/{order.PaymentKey}/{act}", body);
        Expect(answer, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Conflict);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", shopper.Session.AccessToken) },
        };
        return await Commerce().SendAsync(request);
    }

    private static void Expect(HttpResponseMessage answer, params HttpStatusCode[] expected)
    {
        if (!expected.Contains(answer.StatusCode))
        {
            Assert.Fail($"{answer.RequestMessage!.RequestUri!.AbsolutePath} answered {answer.StatusCode}");
        }
    }
}

// Everything that can happen to one order, from whoever it comes. What is answered is kept: a proof may hold the shop
// to its word. An answer that nobody should ever get fails at once.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Shop.Commerce;

namespace Shop.Tests.Proof;

/// <summary>An order, and what has happened to it.</summary>
public sealed class OrderUnderTest(RunningShop shop, SandboxControl sandbox, Shopper shopper, OrderReply order)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public OrderReply Order => order;

    /// <summary>The door that is knocked at; another process may stand behind it from time to time.</summary>
    public Func<HttpClient> Commerce { get; init; } = () => shopper.Commerce;

    /// <summary>Whether what is asked of the sweep and of the inbox is waited for.</summary>
    public bool WaitsForWorkers { get; init; } = true;

    /// <summary>Whether the shopper was told that the order is cancelled.</summary>
    public bool IsToldCancelled { get; private set; }

    /// <summary>Whether the shopper was told that the order is paid.</summary>
    public bool IsToldPaid { get; private set; }

    public Task PaysAsync(long? amountWon = null) => AtPortOneAsync("pay", new
    {
        totalAmount = amountWon ?? order.AmountWon,
    });

    public Task IsDeclinedAsync() => AtPortOneAsync("fail", new { totalAmount = order.AmountWon, reason = "No" });

    public Task IsCancelledAtTheConsoleAsync(long? amount = null, bool isChargeback = false) =>
        AtPortOneAsync("cancel", amount is null ? new { isChargeback } : new { amount, isChargeback });

    public async Task ReturnsAsync()
    {
        using var answer = await SendAsync("/payment/complete", new CompleteRequest(order.PaymentKey));
        Expect(answer, HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            var reply = await answer.Content.ReadFromJsonAsync<PaymentReply>();
            IsToldPaid |= reply!.PaymentStatus == "PAID";
        }
    }

    public async Task CancelsAsync()
    {
        using var answer = await SendAsync($"/orders/{order.OrderId}/cancel", new CancelRequest("Changed my mind"));
        Expect(answer, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable);
        IsToldCancelled |= answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>PortOne reports, and the shop looks into it.</summary>
    public async Task IsReportedAsync(string webhookId)
    {
        using var answer = await new PortOneReports(Commerce()).SendAsync(order.PaymentKey, webhookId);
        Expect(answer, HttpStatusCode.OK);
        await WorkedOffAsync($"select handled_at is not null or tries > 2 from webhooks where id = '{webhookId}'");
    }

    /// <summary>Somebody who does not know the secret reports.</summary>
    public async Task IsForgedAsync()
    {
        using var answer = await new PortOneReports(Commerce()).SendAsync(
            order.PaymentKey, $"forged-{Guid.NewGuid():N}", forged: true);
        Expect(answer, HttpStatusCode.Unauthorized);
    }

    /// <summary>The sweep comes to whatever is open.</summary>
    public async Task IsSweptAsync()
    {
        await shop.CommerceAsync($"""
            update payment_tasks set due_at = clock_timestamp()
            where payment_key = '{order.PaymentKey}' and task <> 'EXPIRE' and claimed_until is null
            """);
        await TasksAreWorkedOffAsync();
    }

    /// <summary>
    /// The time to pay is over, and the sweep comes to that: again where PortOne could not be asked, until the order
    /// has ended or has been given more time.
    /// </summary>
    public async Task ExpiresAsync()
    {
        await shop.CommerceAsync($"""
            update orders set placed_at = placed_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
            where id = '{order.OrderId}' and status = 'PENDING'
            """);
        await WorkedOffAsync($"""
            with late as (
                select from orders
                where id = '{order.OrderId}' and status = 'PENDING' and expires_at <= clock_timestamp()),
            again as (
                update payment_tasks set due_at = clock_timestamp()
                where payment_key = '{order.PaymentKey}' and task = 'EXPIRE' and claimed_until is null
                    and due_at > clock_timestamp() and exists (select from late))
            select not exists (select from late)
            """);
        await TasksAreWorkedOffAsync();
    }

    private Task TasksAreWorkedOffAsync() => WorkedOffAsync($"""
        select not exists (
            select from payment_tasks where payment_key = '{order.PaymentKey}'
                and (claimed_until is not null or due_at <= clock_timestamp()))
        """);

    private Task WorkedOffAsync(string question) => WaitsForWorkers
        ? Eventually.IsAsync(() => shop.CommerceAsync<bool>(question), isDone => isDone, Deadline)
        : Task.CompletedTask;

    private async Task AtPortOneAsync(string act, object body)
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

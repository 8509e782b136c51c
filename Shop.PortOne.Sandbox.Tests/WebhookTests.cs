using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.Tests;

[Collection(SharedSandbox.Name)]
public sealed class WebhookTests(SandboxProcess sandbox)
{
    [Fact]
    public async Task Every_step_of_a_payment_sends_a_webhook_that_is_signed_with_every_secret()
    {
        var id = SandboxProcess.NewId();
        var cancelled = new { type = "Transaction.Cancelled" };
        await sandbox.ControlAsync($"payments/{id}/fail", new { totalAmount = 1_000, reason = "no" });
        await sandbox.ControlAsync($"payments/{id}/pay");
        var tooEarly = await sandbox.SendAsync("POST", $"/sandbox/payments/{id}/webhook", cancelled);
        var part = (await sandbox.CancelAsync(id, new { reason = "x", amount = 400 })).Ok().Text("cancellation.id");
        await sandbox.ControlAsync($"payments/{id}/cancel");
        await sandbox.ControlAsync($"payments/{id}/webhook", new { type = "Transaction.Unknown" });

        Assert.Equal(HttpStatusCode.BadRequest, tooEarly.Status);
        var received = await ReceiveAsync(
            id, "Transaction.Cancelled", "Transaction.Failed", "Transaction.Paid", "Transaction.PartialCancelled",
            "Transaction.Ready", "Transaction.Ready", "Transaction.Unknown");
        Assert.Equal(
            part, received.Single(webhook => webhook.Type == "Transaction.PartialCancelled").CancellationId);
        Assert.All(received, webhook => Assert.Equal(
            $"{Sign(SandboxProcess.FirstWebhookSecret, webhook)} {Sign(SandboxProcess.SecondWebhookSecret, webhook)}",
            webhook.Signature));
    }

    [Fact]
    public async Task Closing_a_virtual_account_sends_no_webhook()
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/issue-virtual-account", new { totalAmount = 1_000 });

        var closed = await sandbox.SendAsync("POST", $"/payments/{id}/virtual-account/close");
        await sandbox.ControlAsync($"payments/{id}/webhook", new { type = "Transaction.Last" });

        Assert.NotNull(closed.Ok()["closedAt"]);
        var payment = await sandbox.PaymentAsync(id);
        Assert.Equal("CANCELLED", payment.Text("status"));
        Assert.Empty(payment["cancellations"]!.AsArray());
        await ReceiveAsync(id, "Transaction.Last", "Transaction.Ready", "Transaction.VirtualAccountIssued");
    }

    [Fact]
    public async Task Webhooks_can_be_dropped_duplicated_and_forged()
    {
        await using var faults = await sandbox.WithFaultsAsync(new { webhooks = new { mode = "off" } });
        var dropped = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { webhooks = new { duplicates = 2, forgedRate = 1 } });
        var id = await sandbox.PaidPaymentAsync();

        var received = await sandbox.Webhooks.WaitForAsync(id, 12);

        var genuine = received.Where(webhook => webhook.Signature.StartsWith(
            Sign(SandboxProcess.FirstWebhookSecret, webhook), StringComparison.Ordinal)).ToList();
        Assert.Equal((12, 6), (received.Count, genuine.Count));
        Assert.Equal(2, genuine.Select(webhook => webhook.Id).Distinct().Count());
        Assert.Empty(sandbox.Webhooks.Of(dropped));
    }

    [Fact]
    public async Task Failed_webhook_is_retried_with_the_same_id_and_attempts_and_resends_have_limits()
    {
        await using var faults = await sandbox.WithFaultsAsync(new { webhooks = new { retryScale = 0 } });
        var id = SandboxProcess.NewId();
        sandbox.Webhooks.Refuse(id, int.MaxValue);
        await sandbox.ControlAsync($"payments/{id}/close", new { totalAmount = 1_000 });

        var attempts = await sandbox.Webhooks.WaitForAsync(id, 6);
        var automatic = await Eventually.IsAsync(() => CountsAsync(id), counts => counts.Current == "6");
        var resent = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ =>
            sandbox.SendAsync("POST", $"/payments/{id}/resend-webhook", new { })));

        Assert.Single(attempts.Select(webhook => (webhook.Id, webhook.Body)).Distinct());
        Assert.Equal(("6", "6"), automatic);
        Assert.Equal(("10", "10"), await CountsAsync(id));
        Assert.Equal(10, resent.Count(reply => reply.Status == HttpStatusCode.OK));
        Assert.Equal(16, sandbox.Webhooks.Of(id).Count);
    }

    private async Task<IReadOnlyList<ReceivedWebhook>> ReceiveAsync(string id, params string[] types)
    {
        var received = await sandbox.Webhooks.WaitForAsync(id, types.Length);
        Assert.Equal(types, received.Select(webhook => webhook.Type).Order(StringComparer.Ordinal));
        return received;
    }

    private async Task<(string? Current, string? Max)> CountsAsync(string id)
    {
        var webhook = (await sandbox.PaymentAsync(id))["webhooks"]!.AsArray().Single()!;
        return (webhook.Text("currentExecutionCount"), webhook.Text("maxExecutionCount"));
    }

    private static string Sign(string secret, ReceivedWebhook webhook) => "v1," + Convert.ToBase64String(
        HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]),
            Encoding.UTF8.GetBytes($"{webhook.Id}.{webhook.Timestamp}.{webhook.Body}")));
}

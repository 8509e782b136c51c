using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Tests.Sandbox;

/// <summary>Webhooks with and without faults. Faults apply to the whole sandbox, so each test resets them.</summary>
[Collection(SharedSandbox.Name)]
public sealed class SandboxWebhookTests(SandboxProcess sandbox) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await sandbox.SetFaultsAsync();

    public async ValueTask DisposeAsync() => await sandbox.SetFaultsAsync();

    [Fact]
    public async Task Each_attempt_is_signed_with_every_secret_and_its_own_time()
    {
        var id = await sandbox.PaidPaymentAsync();

        var received = await sandbox.Webhooks.WaitForAsync(id, 2);

        Assert.Equal(["Transaction.Paid", "Transaction.Ready"], received.Select(webhook => webhook.Type).Order());
        Assert.All(received, webhook => Assert.Equal(
            $"{Sign(SandboxProcess.FirstWebhookSecret, webhook)} {Sign(SandboxProcess.SecondWebhookSecret, webhook)}",
            webhook.Signature));
    }

    [Fact]
    public async Task Failed_webhook_is_retried_with_the_same_id()
    {
        await sandbox.SetFaultsAsync(new { webhooks = new { retryScale = 0.0001 } });
        var id = SandboxProcess.NewId();
        sandbox.Webhooks.Refuse(id, 3);

        await sandbox.ControlAsync($"payments/{id}/pay", new { totalAmount = 100 });

        var received = await sandbox.Webhooks.WaitForAsync(id, 5);
        Assert.Equal(2, received.Select(webhook => webhook.Id).Distinct().Count());
        Assert.Equal(2, received.Select(webhook => webhook.Body).Distinct().Count());
    }

    [Fact]
    public async Task Dropped_webhook_can_be_resent()
    {
        await sandbox.SetFaultsAsync(new { webhooks = new { mode = "off" } });
        var id = await sandbox.PaidPaymentAsync();

        using var resent = await sandbox.Merchant.PostAsJsonAsync($"/payments/{id}/resend-webhook", new { });
        var webhook = (await SandboxProcess.ReadAsync(resent, HttpStatusCode.OK))["webhook"]!;

        Assert.Equal("MANUAL", (string?)webhook["trigger"]);
        Assert.Equal("SUCCEEDED", (string?)webhook["status"]);
        Assert.Equal("Transaction.Paid", Assert.Single(sandbox.Webhooks.Of(id)).Type);
    }

    [Fact]
    public async Task Webhooks_can_be_duplicated_and_forged()
    {
        await sandbox.SetFaultsAsync(new { webhooks = new { duplicates = 2, forgedRate = 1 } });
        var id = await sandbox.PaidPaymentAsync();

        var received = await sandbox.Webhooks.WaitForAsync(id, 12);

        var genuine = received.Where(IsGenuine).ToList();
        Assert.Equal(6, genuine.Count);
        Assert.Equal(2, genuine.Select(webhook => webhook.Id).Distinct().Count());
        Assert.Equal(6, received.Count - genuine.Count);
    }

    [Fact]
    public async Task Every_step_of_a_payment_sends_a_webhook()
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/fail", new { totalAmount = 1_000, reason = "no" });
        await sandbox.ControlAsync($"payments/{id}/pay");
        await sandbox.CancelAsync(id, new { reason = "x", amount = 400 });
        await sandbox.ControlAsync($"payments/{id}/cancel");
        await sandbox.ControlAsync($"payments/{id}/webhook", new { type = "Transaction.Unknown" });

        var received = await sandbox.Webhooks.WaitForAsync(id, 7);

        Assert.Equal(
            [
                "Transaction.Cancelled", "Transaction.Failed", "Transaction.Paid", "Transaction.PartialCancelled",
                "Transaction.Ready", "Transaction.Ready", "Transaction.Unknown",
            ],
            received.Select(webhook => webhook.Type).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Closing_a_virtual_account_sends_no_webhook()
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/issue-virtual-account", new { totalAmount = 1_000 });

        using var closed = await sandbox.Merchant.PostAsync($"/payments/{id}/virtual-account/close", content: null);
        await sandbox.ControlAsync($"payments/{id}/webhook", new { type = "Transaction.Last" });

        Assert.NotNull((await SandboxProcess.ReadAsync(closed, HttpStatusCode.OK))["closedAt"]);
        var payment = await sandbox.PaymentAsync(id);
        Assert.Equal("CANCELLED", (string?)payment["status"]);
        Assert.Empty(payment["cancellations"]!.AsArray());
        var received = await sandbox.Webhooks.WaitForAsync(id, 3);
        Assert.Equal(
            ["Transaction.Last", "Transaction.Ready", "Transaction.VirtualAccountIssued"],
            received.Select(webhook => webhook.Type).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Webhook_about_a_cancellation_names_it()
    {
        var id = await sandbox.PaidPaymentAsync();
        var type = new { type = "Transaction.Cancelled" };

        using var tooEarly = await sandbox.Anonymous.PostAsJsonAsync($"/sandbox/payments/{id}/webhook", type);
        var cancellation = (string?)(await sandbox.CancelAsync(id, new { reason = "x" })).Body["cancellation"]!["id"];
        await sandbox.ControlAsync($"payments/{id}/webhook", type);

        Assert.Equal(HttpStatusCode.BadRequest, tooEarly.StatusCode);
        var received = await sandbox.Webhooks.WaitForAsync(id, 4);
        Assert.Equal(
            [cancellation, cancellation],
            received
                .Where(webhook => webhook.Type == "Transaction.Cancelled")
                .Select(webhook => webhook.CancellationId));
    }

    [Fact]
    public async Task Automatic_attempts_and_resends_have_limits()
    {
        await sandbox.SetFaultsAsync(new { webhooks = new { retryScale = 0 } });
        var id = SandboxProcess.NewId();
        sandbox.Webhooks.Refuse(id, int.MaxValue);
        await sandbox.ControlAsync($"payments/{id}/close", new { totalAmount = 1_000 });
        await sandbox.Webhooks.WaitForAsync(id, 6);

        var automatic = await Eventually.IsAsync(() => CountsAsync(id), counts => counts.Current == 6);
        var resent = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ =>
            sandbox.Merchant.PostAsJsonAsync($"/payments/{id}/resend-webhook", new { })));
        var requested = await CountsAsync(id);

        Assert.Equal((6, 6), automatic);
        Assert.Equal((10, 10), requested);
        Assert.Equal(10, resent.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(16, sandbox.Webhooks.Of(id).Count);
    }

    private async Task<(int Current, int Max)> CountsAsync(string id)
    {
        var webhook = (await sandbox.PaymentAsync(id))["webhooks"]!.AsArray().Single()!;
        return ((int)webhook["currentExecutionCount"]!, (int)webhook["maxExecutionCount"]!);
    }

    private static bool IsGenuine(ReceivedWebhook webhook) =>
        webhook.Signature.StartsWith(Sign(SandboxProcess.FirstWebhookSecret, webhook), StringComparison.Ordinal);

    private static string Sign(string secret, ReceivedWebhook webhook) => "v1," + Convert.ToBase64String(
        HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]),
            Encoding.UTF8.GetBytes($"{webhook.Id}.{webhook.Timestamp}.{webhook.Body}")));
}

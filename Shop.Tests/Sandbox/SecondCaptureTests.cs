using System.Net;
using System.Text.Json;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class SecondCaptureTests(SandboxProcess sandbox)
{
    [Fact]
    public async Task Second_capture_adds_a_ledger_entry_and_leaves_the_payment_unchanged()
    {
        var id = await sandbox.PaidPaymentAsync(10_000);

        await sandbox.ControlAsync($"payments/{id}/capture-again");

        await sandbox.AssertBookedAsync(id, 10_000, 10_000);
        Assert.Equal("PAID", (string?)(await sandbox.PaymentAsync(id))["status"]);
        Assert.Equal(2, await PaidEventsAsync(id));
    }

    [Fact]
    public async Task Uncaptured_payment_cannot_be_captured_again()
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/close", new { totalAmount = 100 });

        using var unpaid = await sandbox.Anonymous.PostAsync($"/sandbox/payments/{id}/capture-again", null);
        using var unknown = await sandbox.Anonymous.PostAsync(
            $"/sandbox/payments/{SandboxProcess.NewId()}/capture-again", null);

        Assert.Equal("PAYMENT_NOT_PAID", (string?)(await SandboxProcess.ReadAsync(
            unpaid, HttpStatusCode.Conflict))["type"]);
        Assert.Equal("PAYMENT_NOT_FOUND", (string?)(await SandboxProcess.ReadAsync(
            unknown, HttpStatusCode.NotFound))["type"]);
        await sandbox.AssertBookedAsync(id);
    }

    private async Task<int> PaidEventsAsync(string id)
    {
        var request = Uri.EscapeDataString(JsonSerializer.Serialize(new { size = 1000 }));
        using var answer = await sandbox.Merchant.GetAsync($"/payment-events-by-cursor?requestBody={request}");
        var items = (await SandboxProcess.ReadAsync(answer, HttpStatusCode.OK))["items"]!.AsArray();
        return items.Select(item => item!["paymentEvent"]!).Count(happened =>
            (string?)happened["paymentId"] == id && (string?)happened["type"] == "PAID");
    }
}

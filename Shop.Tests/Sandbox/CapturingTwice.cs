using System.Net;
using System.Text.Json;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class CapturingTwice(SandboxProcess sandbox)
{
    [Fact]
    public async Task The_bank_books_it_again_and_the_payment_looks_as_before()
    {
        var id = await sandbox.PaidPaymentAsync(10_000);

        await sandbox.ControlAsync($"payments/{id}/capture-again");

        await sandbox.HasBookedAsync(id, 10_000, 10_000);
        Assert.Equal("PAID", (string?)(await sandbox.PaymentAsync(id))["status"]);
        Assert.Equal(2, await PaidEventsAsync(id));
    }

    [Fact]
    public async Task Only_what_was_captured_is_captured_again()
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/close", new { totalAmount = 100 });

        using var unpaid = await sandbox.Anyone.PostAsync($"/sandbox/payments/{id}/capture-again", null);
        using var unknown = await sandbox.Anyone.PostAsync(
            $"/sandbox/payments/{SandboxProcess.NewId()}/capture-again", null);

        Assert.Equal("PAYMENT_NOT_PAID", (string?)(await SandboxProcess.ReadAsync(
            unpaid, HttpStatusCode.Conflict))["type"]);
        Assert.Equal("PAYMENT_NOT_FOUND", (string?)(await SandboxProcess.ReadAsync(
            unknown, HttpStatusCode.NotFound))["type"]);
        await sandbox.HasBookedAsync(id);
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

using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class SandboxCancellationTests(SandboxProcess sandbox)
{
    [Fact]
    public async Task Partial_cancellation_leaves_a_balance_and_the_last_one_ends_the_payment()
    {
        var id = await sandbox.PaidPaymentAsync(10_000);

        await sandbox.CancelAsync(id, new { reason = "part", amount = 3_000 });
        var part = await sandbox.PaymentAsync(id);
        await sandbox.CancelAsync(id, new { reason = "rest" });
        var rest = await sandbox.PaymentAsync(id);

        Assert.Equal("PARTIAL_CANCELLED", part["status"]!.GetValue<string>());
        Assert.Equal(3_000, part["amount"]!["cancelled"]!.GetValue<long>());
        Assert.Equal("CANCELLED", rest["status"]!.GetValue<string>());
        await sandbox.AssertBookedAsync(id, 10_000, -3_000, -7_000);
    }

    [Theory]
    [InlineData("""{"amount":1}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"reason":" "}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"reason":"x","amount":0}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"reason":"x","currentCancellableAmount":9999}""", 409, "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN")]
    [InlineData("""{"reason":"x","amount":10001}""", 409, "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT")]
    [InlineData(
        """{"reason":"x","amount":100,"taxFreeAmount":60,"vatAmount":60}""",
        409,
        "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT")]
    [InlineData(
        """{"reason":"x","amount":5000,"taxFreeAmount":4001}""",
        409,
        "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT")]
    [InlineData("""{"reason":"x","amount":6001}""", 409, "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT")]
    public async Task Invalid_cancel_is_refused_and_moves_no_money(string body, int status, string type)
    {
        var id = await sandbox.PaidPaymentAsync(10_000, taxFreeAmount: 4_000);

        using var answer = await sandbox.Merchant.PostAsync($"/payments/{id}/cancel", new StringContent(body));

        var refusal = await SandboxProcess.ReadAsync(answer, (HttpStatusCode)status);
        Assert.Equal(type, refusal["type"]!.GetValue<string>());
        await sandbox.AssertBookedAsync(id, 10_000);
    }

    [Fact]
    public async Task Uncaptured_and_cancelled_payments_cannot_be_cancelled()
    {
        var (open, issued) = (SandboxProcess.NewId(), SandboxProcess.NewId());
        var cancelled = await sandbox.PaidPaymentAsync();
        await sandbox.ControlAsync($"payments/{open}/close", new { totalAmount = 100 });
        await sandbox.ControlAsync($"payments/{issued}/issue-virtual-account", new { totalAmount = 100 });
        await sandbox.ControlAsync($"payments/{cancelled}/cancel");

        Assert.Equal("PAYMENT_NOT_PAID", await TypeAsync(open));
        Assert.Equal("PAYMENT_NOT_PAID", await TypeAsync(issued));
        Assert.Equal("PAYMENT_ALREADY_CANCELLED", await TypeAsync(cancelled));
        Assert.Equal("PAYMENT_NOT_FOUND", await TypeAsync(SandboxProcess.NewId()));
    }

    [Fact]
    public async Task Fifty_concurrent_cancellations_never_exceed_the_capture()
    {
        var id = await sandbox.PaidPaymentAsync(10_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => sandbox.CancelAsync(id, new { reason = "x", amount = 900 })));

        Assert.Equal(11, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(100, (await sandbox.BookedAsync(id)).Sum());
    }

    [Fact]
    public async Task Refund_of_a_deposit_requires_an_account()
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/issue-virtual-account", new { totalAmount = 5_000 });
        await sandbox.ControlAsync($"payments/{id}/pay");

        var without = await sandbox.CancelAsync(id, new { reason = "x" });
        var with = await sandbox.CancelAsync(id, new
        {
            reason = "x",
            refundAccount = new { bank = "SHINHAN", number = "110", holderName = "홍길동" },
        });

        Assert.Equal(HttpStatusCode.BadRequest, without.Status);
        Assert.Equal(HttpStatusCode.OK, with.Status);
    }

    private async Task<string> TypeAsync(string id) =>
        (await sandbox.CancelAsync(id, new { reason = "x" })).Body["type"]!.GetValue<string>();
}

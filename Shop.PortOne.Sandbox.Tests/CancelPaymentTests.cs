using System.Net;

namespace Shop.PortOne.Sandbox.Tests;

/// <summary>Captures, cancellations and the Idempotency-Key of a cancellation.</summary>
[Collection(SharedSandbox.Name)]
public sealed class CancelPaymentTests(SandboxProcess sandbox)
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

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

        (await sandbox.CancelAsync(id, body)).AssertRefused(status, type);

        await sandbox.AssertBookedAsync(id, 10_000);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("issue-virtual-account")]
    public async Task Uncaptured_payment_can_be_neither_cancelled_nor_captured_again(string act)
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/{act}", new { totalAmount = 100 });

        (await sandbox.CancelAsync(id, Part)).AssertRefused(409, "PAYMENT_NOT_PAID");
        (await sandbox.SendAsync("POST", $"/sandbox/payments/{id}/capture-again", new { }))
            .AssertRefused(409, "PAYMENT_NOT_PAID");
        await sandbox.AssertBookedAsync(id);
    }

    [Fact]
    public async Task Fifty_concurrent_cancellations_never_exceed_the_capture()
    {
        var id = await sandbox.PaidPaymentAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => sandbox.CancelAsync(id, new { reason = "x", amount = 900 })));

        Assert.Equal(11, replies.Count(reply => reply.Status == HttpStatusCode.OK));
        Assert.Equal(100, (await sandbox.BookedAsync(id)).Sum());
    }

    [Fact]
    public async Task Refund_of_a_deposit_requires_an_account()
    {
        var id = SandboxProcess.NewId();
        await sandbox.ControlAsync($"payments/{id}/issue-virtual-account", new { totalAmount = 5_000 });
        await sandbox.ControlAsync($"payments/{id}/pay");
        var refundAccount = new { bank = "SHINHAN", number = "110", holderName = "홍길동" };

        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.CancelAsync(id, new { reason = "x" })).Status);
        (await sandbox.CancelAsync(id, new { reason = "x", refundAccount })).Ok();
    }

    [Fact]
    public async Task Same_key_returns_the_same_response_and_a_key_of_another_request_or_of_invalid_length_is_refused()
    {
        var (id, key) = (await sandbox.PaidPaymentAsync(), SandboxProcess.NewId());

        var first = await sandbox.CancelAsync(id, Part, $"\"{key}\"");
        var repeat = await sandbox.CancelAsync(id, Part, key);
        var other = await sandbox.CancelAsync(id, new { reason = "other", amount = 2_000 }, key);
        var tooShort = await sandbox.CancelAsync(id, Part, "\"fifteen-letters\"");

        Assert.Equal(first.Ok().ToJsonString(), repeat.Ok().ToJsonString());
        other.AssertRefused(400, "INVALID_REQUEST");
        tooShort.AssertRefused(400, "INVALID_REQUEST");
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task Refusal_is_repeated()
    {
        var (id, key) = (SandboxProcess.NewId(), SandboxProcess.NewId());

        var before = await sandbox.CancelAsync(id, Part, key);
        await sandbox.ControlAsync($"payments/{id}/pay", new { totalAmount = 10_000 });
        var repeat = await sandbox.CancelAsync(id, Part, key);

        before.AssertRefused(404, "PAYMENT_NOT_FOUND");
        repeat.AssertRefused(404, "PAYMENT_NOT_FOUND");
        await sandbox.AssertBookedAsync(id, 10_000);
    }

    [Fact]
    public async Task Fifty_concurrent_requests_with_one_key_move_money_once()
    {
        var (id, key) = (await sandbox.PaidPaymentAsync(), SandboxProcess.NewId());
        await using var slow = await sandbox.WithFaultsAsync(new { latencyMs = 4_000 });

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sandbox.CancelAsync(id, Part, key)));

        var refused = replies.Where(reply => reply.Status != HttpStatusCode.OK).ToList();
        Assert.InRange(refused.Count, 1, 49);
        Assert.All(refused, reply => reply.AssertRefused(409, "IDEMPOTENCY_OUTSTANDING_REQUEST"));
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }
}

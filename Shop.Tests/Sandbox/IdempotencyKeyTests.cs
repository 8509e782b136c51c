using System.Net;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class IdempotencyKeyTests(SandboxProcess sandbox)
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    [Fact]
    public async Task Same_key_returns_the_same_response_and_moves_money_once()
    {
        var id = await sandbox.PaidPaymentAsync();
        var key = SandboxProcess.NewId();

        var first = await sandbox.CancelAsync(id, Part, $"\"{key}\"");
        var repeat = await sandbox.CancelAsync(id, Part, key);

        Assert.Equal(first.Body.ToJsonString(), repeat.Body.ToJsonString());
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task Refusal_is_repeated()
    {
        var id = SandboxProcess.NewId();
        var key = SandboxProcess.NewId();

        var before = await sandbox.CancelAsync(id, Part, key);
        await sandbox.ControlAsync($"payments/{id}/pay", new { totalAmount = 10_000 });
        var repeat = await sandbox.CancelAsync(id, Part, key);

        Assert.Equal(HttpStatusCode.NotFound, before.Status);
        Assert.Equal(HttpStatusCode.NotFound, repeat.Status);
        await sandbox.AssertBookedAsync(id, 10_000);
    }

    [Fact]
    public async Task Key_of_another_request_or_of_invalid_length_is_refused()
    {
        var id = await sandbox.PaidPaymentAsync();
        var key = SandboxProcess.NewId();
        await sandbox.CancelAsync(id, Part, key);

        var other = await sandbox.CancelAsync(id, new { reason = "other", amount = 2_000 }, key);
        var tooShort = await sandbox.CancelAsync(id, Part, "\"fifteen-letters\"");

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (other.Status, (string?)other.Body["type"]));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (tooShort.Status, (string?)tooShort.Body["type"]));
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task Fifty_concurrent_requests_with_one_key_move_money_once()
    {
        var id = await sandbox.PaidPaymentAsync();
        var key = SandboxProcess.NewId();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sandbox.CancelAsync(id, Part, key)));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer =>
            Assert.Equal("IDEMPOTENCY_OUTSTANDING_REQUEST", (string?)answer.Body["type"]));
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }
}

using System.Net;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class RepeatingARequest(SandboxProcess sandbox)
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    [Fact]
    public async Task The_same_key_is_answered_the_same_and_moves_money_once_with_quotes_or_without()
    {
        var id = await sandbox.PaidPaymentAsync();
        var key = SandboxProcess.NewId();

        var first = await sandbox.CancelAsync(id, Part, $"\"{key}\"");
        var repeat = await sandbox.CancelAsync(id, Part, key);

        Assert.Equal(first.Body.ToJsonString(), repeat.Body.ToJsonString());
        await sandbox.HasBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task A_refusal_is_repeated_too()
    {
        var id = SandboxProcess.NewId();
        var key = SandboxProcess.NewId();

        var before = await sandbox.CancelAsync(id, Part, key);
        await sandbox.ControlAsync($"payments/{id}/pay", new { totalAmount = 10_000 });
        var repeat = await sandbox.CancelAsync(id, Part, key);

        Assert.Equal(HttpStatusCode.NotFound, before.Status);
        Assert.Equal(HttpStatusCode.NotFound, repeat.Status);
        await sandbox.HasBookedAsync(id, 10_000);
    }

    [Fact]
    public async Task A_key_belongs_to_one_request_and_has_its_length()
    {
        var id = await sandbox.PaidPaymentAsync();
        var key = SandboxProcess.NewId();
        await sandbox.CancelAsync(id, Part, key);

        var other = await sandbox.CancelAsync(id, new { reason = "other", amount = 2_000 }, key);
        var tooShort = await sandbox.CancelAsync(id, Part, "\"fifteen-letters\"");

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (other.Status, (string?)other.Body["type"]));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (tooShort.Status, (string?)tooShort.Body["type"]));
        await sandbox.HasBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task Fifty_at_once_with_one_key_move_money_once()
    {
        var id = await sandbox.PaidPaymentAsync();
        var key = SandboxProcess.NewId();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sandbox.CancelAsync(id, Part, key)));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer =>
            Assert.Equal("IDEMPOTENCY_OUTSTANDING_REQUEST", (string?)answer.Body["type"]));
        await sandbox.HasBookedAsync(id, 10_000, -1_000);
    }
}

using System.Net;
using System.Text.Json.Nodes;

namespace Shop.Tests.Sandbox;

/// <summary>Faults are of the whole sandbox, so each test puts them right again.</summary>
[Collection(SharedSandbox.Name)]
public sealed class BreakingTheNetwork(SandboxProcess sandbox) : IAsyncLifetime
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    public async ValueTask InitializeAsync() => await sandbox.SetFaultsAsync();

    public async ValueTask DisposeAsync() => await sandbox.SetFaultsAsync();

    [Fact]
    public async Task A_call_can_fail_with_nothing_done()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { errorRate = 1 });

        var answer = await sandbox.CancelAsync(id, Part);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        await sandbox.HasBookedAsync(id, 10_000);
    }

    [Fact]
    public async Task A_call_can_fail_with_everything_done_and_the_same_key_tells_what()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { errorAfterCommitRate = 1 });

        var answer = await sandbox.CancelAsync(id, Part, id);
        await sandbox.SetFaultsAsync();
        var repeat = await sandbox.CancelAsync(id, Part, id);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("SUCCEEDED", (string?)repeat.Body["cancellation"]!["status"]);
        await sandbox.HasBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task An_answer_can_be_lost_and_the_work_is_done_all_the_same()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { timeoutRate = 1 });
        using var impatience = new CancellationTokenSource();

        var call = sandbox.Merchant.PostAsync(
            $"/payments/{id}/cancel", new StringContent("""{"reason":"x"}"""), impatience.Token);
        await Eventually.IsAsync(() => sandbox.BookedAsync(id), booked => booked.Length == 2);
        Assert.False(call.IsCompleted);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_request_that_is_still_running_is_not_run_again()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { latencyMs = 4_000 });

        var answers = await Task.WhenAll(
            sandbox.CancelAsync(id, Part, id), sandbox.CancelAsync(id, Part, id));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.Status).Order());
        await sandbox.HasBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task The_same_seed_tells_the_same_story()
    {
        var first = await StoryAsync(seed: 5);
        var again = await StoryAsync(seed: 5);
        var other = await StoryAsync(seed: 6);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Contains(HttpStatusCode.ServiceUnavailable, first);
        Assert.Contains(HttpStatusCode.NotFound, first);
    }

    [Fact]
    public async Task A_cancellation_can_wait_and_be_settled_later()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { cancellations = "REQUESTED" });

        var waiting = (await sandbox.CancelAsync(id, Part)).Body["cancellation"]!;
        var booked = await sandbox.BookedAsync(id);
        await sandbox.ControlAsync($"payments/{id}/cancellations/{waiting["id"]}/settle", new { succeeds = true });

        Assert.Equal("REQUESTED", (string?)waiting["status"]);
        Assert.Equal<long>([10_000], booked);
        await sandbox.HasBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task A_cancellation_can_fail_with_200()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { cancellations = "FAILED" });

        var answer = await sandbox.CancelAsync(id, Part);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("FAILED", (string?)answer.Body["cancellation"]!["status"]);
        Assert.Equal("PAID", (string?)(await sandbox.PaymentAsync(id))["status"]);
    }

    [Fact]
    public async Task The_control_interface_and_nonsense_settings_are_not_affected()
    {
        await sandbox.SetFaultsAsync(new { errorRate = 1 });
        await sandbox.PaidPaymentAsync();

        using var nonsense = await sandbox.Anyone.PutAsync(
            "/sandbox/faults", new StringContent("""{"errorRate":2}"""));

        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
        var faults = JsonNode.Parse(await sandbox.Anyone.GetStringAsync("/sandbox/faults"))!;
        Assert.Equal(1, faults["errorRate"]!.GetValue<double>());
    }

    private async Task<HttpStatusCode[]> StoryAsync(int seed)
    {
        await sandbox.SetFaultsAsync(new { errorRate = 0.5, seed });
        var story = new List<HttpStatusCode>();
        for (var call = 0; call < 20; call++)
        {
            using var answer = await sandbox.Merchant.GetAsync("/payments/nobody-knows-it");
            story.Add(answer.StatusCode);
        }

        return [.. story];
    }
}

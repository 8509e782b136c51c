using System.Net;
using System.Text.Json.Nodes;

namespace Shop.Tests.Sandbox;

/// <summary>Injected faults. They apply to the whole sandbox, so each test resets them.</summary>
[Collection(SharedSandbox.Name)]
public sealed class FaultInjectionTests(SandboxProcess sandbox) : IAsyncLifetime
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    public async ValueTask InitializeAsync() => await sandbox.SetFaultsAsync();

    public async ValueTask DisposeAsync() => await sandbox.SetFaultsAsync();

    [Fact]
    public async Task Error_before_the_work_changes_nothing()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { errorRate = 1 });

        var answer = await sandbox.CancelAsync(id, Part);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        await sandbox.AssertBookedAsync(id, 10_000);
    }

    [Fact]
    public async Task Error_after_the_work_is_resolved_by_a_repeat_with_the_same_key()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { errorAfterCommitRate = 1 });

        var answer = await sandbox.CancelAsync(id, Part, id);
        await sandbox.SetFaultsAsync();
        var repeat = await sandbox.CancelAsync(id, Part, id);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("SUCCEEDED", (string?)repeat.Body["cancellation"]!["status"]);
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task Lost_response_does_not_undo_the_work()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { timeoutRate = 1 });
        using var timeout = new CancellationTokenSource();

        var call = sandbox.Merchant.PostAsync(
            $"/payments/{id}/cancel", new StringContent("""{"reason":"x"}"""), timeout.Token);
        await Eventually.IsAsync(() => sandbox.BookedAsync(id), booked => booked.Length == 2);
        Assert.False(call.IsCompleted);
        await timeout.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Running_request_is_not_run_twice()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { latencyMs = 4_000 });

        var answers = await Task.WhenAll(
            sandbox.CancelAsync(id, Part, id), sandbox.CancelAsync(id, Part, id));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.Status).Order());
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task Same_seed_gives_the_same_faults()
    {
        var first = await StatusesAsync(seed: 5);
        var repeated = await StatusesAsync(seed: 5);
        var other = await StatusesAsync(seed: 6);

        Assert.Equal(first, repeated);
        Assert.NotEqual(first, other);
        Assert.Contains(HttpStatusCode.ServiceUnavailable, first);
        Assert.Contains(HttpStatusCode.NotFound, first);
    }

    [Fact]
    public async Task Requested_cancellation_can_be_settled_later()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { cancellations = "REQUESTED" });

        var waiting = (await sandbox.CancelAsync(id, Part)).Body["cancellation"]!;
        var booked = await sandbox.BookedAsync(id);
        await sandbox.ControlAsync($"payments/{id}/cancellations/{waiting["id"]}/settle", new { succeeds = true });

        Assert.Equal("REQUESTED", (string?)waiting["status"]);
        Assert.Equal<long>([10_000], booked);
        await sandbox.AssertBookedAsync(id, 10_000, -1_000);
    }

    [Fact]
    public async Task Cancellation_can_fail_with_status_200()
    {
        var id = await sandbox.PaidPaymentAsync();
        await sandbox.SetFaultsAsync(new { cancellations = "FAILED" });

        var answer = await sandbox.CancelAsync(id, Part);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("FAILED", (string?)answer.Body["cancellation"]!["status"]);
        Assert.Equal("PAID", (string?)(await sandbox.PaymentAsync(id))["status"]);
    }

    [Fact]
    public async Task Faults_do_not_affect_the_control_interface_and_invalid_settings_are_refused()
    {
        await sandbox.SetFaultsAsync(new { errorRate = 1 });
        await sandbox.PaidPaymentAsync();

        using var nonsense = await sandbox.Anonymous.PutAsync(
            "/sandbox/faults", new StringContent("""{"errorRate":2}"""));

        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
        var faults = JsonNode.Parse(await sandbox.Anonymous.GetStringAsync("/sandbox/faults"))!;
        Assert.Equal(1, faults["errorRate"]!.GetValue<double>());
    }

    private async Task<HttpStatusCode[]> StatusesAsync(int seed)
    {
        await sandbox.SetFaultsAsync(new { errorRate = 0.5, seed });
        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < 20; call++)
        {
            using var answer = await sandbox.Merchant.GetAsync("/payments/unknown");
            statuses.Add(answer.StatusCode);
        }

        return [.. statuses];
    }
}

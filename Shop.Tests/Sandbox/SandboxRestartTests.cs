using System.Net;

namespace Shop.Tests.Sandbox;

public sealed class SandboxRestartTests : IAsyncLifetime
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    private readonly SandboxProcess _sandbox = new();

    public async ValueTask InitializeAsync() => await _sandbox.InitializeAsync();

    public async ValueTask DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task Killed_sandbox_keeps_what_it_answered_and_repeats_are_idempotent()
    {
        var payments = new List<string>();
        for (var payment = 0; payment < 40; payment++)
        {
            payments.Add(await _sandbox.PaidPaymentAsync());
        }

        var firstAnswered = new TaskCompletionSource();
        var calls = payments.Select(id => TryCancelAsync(id, firstAnswered)).ToList();
        await firstAnswered.Task;
        await _sandbox.KillAsync();
        var answered = await Task.WhenAll(calls);
        await _sandbox.StartAsync();

        foreach (var (id, answer) in payments.Zip(answered))
        {
            var repeat = await _sandbox.CancelAsync(id, Part, id);

            Assert.Equal(HttpStatusCode.OK, repeat.Status);
            await _sandbox.AssertBookedAsync(id, 10_000, -1_000);
            Assert.True(answer is null || answer == repeat.Body.ToJsonString(), "A response was lost.");
        }
    }

    [Fact]
    public async Task Faults_and_pending_webhooks_survive_a_restart()
    {
        await _sandbox.SetFaultsAsync(new { seed = 7, webhooks = new { retryScale = 0.001 } });
        var id = SandboxProcess.NewId();
        _sandbox.Webhooks.Refuse(id, 2);

        await _sandbox.ControlAsync($"payments/{id}/pay", new { totalAmount = 100 });
        await _sandbox.KillAsync();
        await _sandbox.StartAsync();

        var received = await Eventually.IsAsync(
            () => Task.FromResult(_sandbox.Webhooks.Of(id)),
            webhooks => webhooks.Count >= 4,
            TimeSpan.FromSeconds(60));
        Assert.Equal(2, received.Select(webhook => webhook.Id).Distinct().Count());
        Assert.Contains("\"seed\":7", await _sandbox.Anonymous.GetStringAsync("/sandbox/faults"));
    }

    [Fact]
    public async Task Seeded_faults_continue_after_a_restart()
    {
        var faults = new { errorRate = 0.5, seed = 5 };
        await _sandbox.SetFaultsAsync(faults);
        var whole = await StatusesAsync(calls: 20);

        await _sandbox.SetFaultsAsync(faults);
        var before = await StatusesAsync(calls: 10);
        await _sandbox.KillAsync();
        await _sandbox.StartAsync();
        var after = await StatusesAsync(calls: 10);

        Assert.Equal(whole, [.. before, .. after]);
        Assert.NotEqual(before, after);
    }

    private async Task<List<HttpStatusCode>> StatusesAsync(int calls)
    {
        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < calls; call++)
        {
            using var answer = await _sandbox.Merchant.GetAsync("/payments/unknown");
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }

    // Null if the kill came before the response. A response before the kill must be preserved.
    private async Task<string?> TryCancelAsync(string id, TaskCompletionSource firstAnswered)
    {
        try
        {
            var answer = await _sandbox.CancelAsync(id, Part, id);
            firstAnswered.TrySetResult();
            return answer.Body.ToJsonString();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

using System.Net;

namespace Shop.PortOne.Sandbox.Tests;

/// <summary>A killed and restarted sandbox.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    private readonly SandboxProcess _sandbox = new();

    public ValueTask InitializeAsync() => _sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

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
            var repeat = (await _sandbox.CancelAsync(id, Part, id)).Ok().ToJsonString();

            await _sandbox.AssertBookedAsync(id, 10_000, -1_000);
            Assert.True(answer is null || answer == repeat, "A response was lost.");
        }
    }

    [Fact]
    public async Task Pending_webhooks_survive_a_restart()
    {
        await _sandbox.SetFaultsAsync(new { webhooks = new { retryScale = 0.001 } });
        var id = SandboxProcess.NewId();
        _sandbox.Webhooks.Refuse(id, 2);

        await _sandbox.ControlAsync($"payments/{id}/pay", new { totalAmount = 100 });
        await _sandbox.KillAsync();
        await _sandbox.StartAsync();

        var received = await _sandbox.Webhooks.WaitForAsync(id, 4);
        Assert.Equal(2, received.Select(webhook => webhook.Id).Distinct().Count());
    }

    [Fact]
    public async Task Same_seed_gives_the_same_faults_and_they_continue_after_a_restart()
    {
        await _sandbox.SetFaultsAsync(new { errorRate = 0.5, seed = 6 });
        var other = await StatusesAsync(calls: 20);
        await _sandbox.SetFaultsAsync(new { errorRate = 0.5, seed = 5 });
        var whole = await StatusesAsync(calls: 20);

        await _sandbox.SetFaultsAsync(new { errorRate = 0.5, seed = 5 });
        var before = await StatusesAsync(calls: 10);
        await _sandbox.KillAsync();
        await _sandbox.StartAsync();
        var after = await StatusesAsync(calls: 10);

        Assert.Equal(whole, [.. before, .. after]);
        Assert.NotEqual(before, after);
        Assert.NotEqual(whole, other);
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable], whole.Distinct().Order());
    }

    private async Task<List<HttpStatusCode>> StatusesAsync(int calls)
    {
        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < calls; call++)
        {
            statuses.Add((await _sandbox.SendAsync("GET", "/payments/unknown")).Status);
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

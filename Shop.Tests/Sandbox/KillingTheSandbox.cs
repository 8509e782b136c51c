using System.Net;

namespace Shop.Tests.Sandbox;

public sealed class KillingTheSandbox : IAsyncLifetime
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    private readonly SandboxProcess _sandbox = new();

    public async ValueTask InitializeAsync() => await _sandbox.InitializeAsync();

    public async ValueTask DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task A_killed_bank_has_forgotten_nothing_that_it_answered_and_pays_no_repeat_twice()
    {
        var payments = new List<string>();
        for (var payment = 0; payment < 40; payment++)
        {
            payments.Add(await _sandbox.PaidPaymentAsync());
        }

        var firstAnswered = new TaskCompletionSource();
        var calls = payments.Select(id => CancelUntilTheEndAsync(id, firstAnswered)).ToList();
        await firstAnswered.Task;
        await _sandbox.KillAsync();
        var answered = await Task.WhenAll(calls);
        await _sandbox.StartAsync();

        foreach (var (id, answer) in payments.Zip(answered))
        {
            var repeat = await _sandbox.CancelAsync(id, Part, id);

            Assert.Equal(HttpStatusCode.OK, repeat.Status);
            await _sandbox.HasBookedAsync(id, 10_000, -1_000);
            Assert.True(answer is null || answer == repeat.Body.ToJsonString(), "An answer was forgotten.");
        }
    }

    [Fact]
    public async Task Faults_tokens_and_webhooks_on_their_way_outlive_the_process()
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
        Assert.Contains("\"seed\":7", await _sandbox.Anyone.GetStringAsync("/sandbox/faults"));
    }

    [Fact]
    public async Task A_seeded_story_goes_on_where_the_kill_broke_it_off()
    {
        var faults = new { errorRate = 0.5, seed = 5 };
        await _sandbox.SetFaultsAsync(faults);
        var whole = await FatesAsync(calls: 20);

        await _sandbox.SetFaultsAsync(faults);
        var before = await FatesAsync(calls: 10);
        await _sandbox.KillAsync();
        await _sandbox.StartAsync();
        var after = await FatesAsync(calls: 10);

        Assert.Equal(whole, [.. before, .. after]);
        Assert.NotEqual(before, after);
    }

    private async Task<List<HttpStatusCode>> FatesAsync(int calls)
    {
        var fates = new List<HttpStatusCode>();
        for (var call = 0; call < calls; call++)
        {
            using var answer = await _sandbox.Merchant.GetAsync("/payments/nobody-knows-it");
            fates.Add(answer.StatusCode);
        }

        return fates;
    }

    // What comes after the kill is no answer; what came before it must be remembered.
    private async Task<string?> CancelUntilTheEndAsync(string id, TaskCompletionSource firstAnswered)
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

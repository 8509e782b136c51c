using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using Shop.ServiceDefaults;

namespace Shop.Tests.Payments;

/// <summary>PortOne accepts every call and answers none.</summary>
public sealed class SparingPortOne
{
    private const int CallsThatTell = 20;

    [Fact]
    public async Task A_provider_that_hangs_is_spared_after_shoppers_have_lost_their_patience()
    {
        var http = ClientOf(new());
        await Task.WhenAll(Enumerable.Range(0, CallsThatTell).Select(_ =>
            Assert.ThrowsAnyAsync<Exception>(() => AskAsync(http, TimeSpan.FromSeconds(1)))));

        await Assert.ThrowsAsync<BrokenCircuitException>(() => AskAsync(http, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Shoppers_who_leave_tell_nothing_about_it()
    {
        var portOne = new Silence();
        var http = ClientOf(portOne);
        await Task.WhenAll(Enumerable.Range(0, CallsThatTell).Select(async _ =>
        {
            using var left = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => AskAsync(http, TimeSpan.FromSeconds(30), left.Token));
        }));

        using var leaves = new CancellationTokenSource();
        var next = AskAsync(http, TimeSpan.FromSeconds(30), leaves.Token);

        await Eventually.IsAsync(() => Task.FromResult(portOne.Calls), calls => calls == CallsThatTell + 1);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static async Task AskAsync(HttpClient http, TimeSpan timeout, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/payments/1").WithTimeout(timeout);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        await http.SendAsync(request, deadline.Token);
    }

    private static HttpClient ClientOf(Silence portOne)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("portone", http => http.BaseAddress = new("http://portone"))
            .ConfigurePrimaryHttpMessageHandler(() => portOne)
            .AddPortOneResilience();
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("portone");
    }

    private sealed class Silence : HttpMessageHandler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Interlocked.Increment(ref _calls);
            await Task.Delay(Timeout.Infinite, ct);
            throw new InvalidOperationException("Nobody waits for ever.");
        }
    }
}

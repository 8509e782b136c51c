using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using Shop.ServiceDefaults;

namespace Shop.Tests.Payments;

/// <summary>The circuit breaker when PortOne accepts every call and answers none.</summary>
public sealed class PortOneCircuitBreakerTests
{
    private const int CallsToOpenTheCircuit = 20;

    [Fact]
    public async Task Timeouts_open_the_circuit()
    {
        var http = ClientOf(new());
        await Task.WhenAll(Enumerable.Range(0, CallsToOpenTheCircuit).Select(_ =>
            Assert.ThrowsAnyAsync<Exception>(() => CallAsync(http, TimeSpan.FromSeconds(1)))));

        await Assert.ThrowsAsync<BrokenCircuitException>(() => CallAsync(http, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Cancelled_calls_do_not_open_the_circuit()
    {
        var portOne = new SilentHandler();
        var http = ClientOf(portOne);
        await Task.WhenAll(Enumerable.Range(0, CallsToOpenTheCircuit).Select(async _ =>
        {
            using var left = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => CallAsync(http, TimeSpan.FromSeconds(30), left.Token));
        }));

        using var leaves = new CancellationTokenSource();
        var next = CallAsync(http, TimeSpan.FromSeconds(30), leaves.Token);

        await Eventually.IsAsync(() => Task.FromResult(portOne.Calls), calls => calls == CallsToOpenTheCircuit + 1);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static async Task CallAsync(HttpClient http, TimeSpan timeout, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/payments/1").WithTimeout(timeout);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        await http.SendAsync(request, deadline.Token);
    }

    private static HttpClient ClientOf(SilentHandler portOne)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("portone", http => http.BaseAddress = new("http://portone"))
            .ConfigurePrimaryHttpMessageHandler(() => portOne)
            .AddPortOneResilience();
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("portone");
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Interlocked.Increment(ref _calls);
            await Task.Delay(Timeout.Infinite, ct);
            throw new InvalidOperationException("The infinite delay ended.");
        }
    }
}

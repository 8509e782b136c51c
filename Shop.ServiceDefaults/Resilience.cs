// Timeouts and retries of the three kinds of outgoing calls: HTTP between services, gRPC between services, and PortOne.
// The standard handler retries POST by default, so it never handles a call that moves money. Between services, service
// discovery comes after the retry: each attempt goes to the next replica, not again to the one that failed.
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace Shop.ServiceDefaults;

/// <summary>Timeouts, retries and circuit breakers of HTTP clients.</summary>
public static class Resilience
{
    /// <summary>
    /// The timeout of a gRPC call between services, all attempts together. The handler's timeouts end with the response
    /// headers, so the caller also passes this as the deadline of the call: a service may hang in its response body.
    /// </summary>
    public static readonly TimeSpan RpcTimeout = TimeSpan.FromSeconds(2);

    // The default of 0.1 would reject nine callers for the failure of one.
    private const double FailureRatio = 0.5;

    // Median delays of 0.2, 0.4 and 0.8 s bridge the restart of a service; a page waits for the response.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RpcRetryDelay = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan RpcAttemptTimeout = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan PortOneAttemptTimeout = TimeSpan.FromSeconds(60);

    // A page waits for a read: an attempt that hangs leaves time for another replica.
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadAttemptTimeout = TimeSpan.FromSeconds(2.4);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WriteAttemptTimeout = TimeSpan.FromSeconds(10);

    private static readonly HttpRequestOptionsKey<TimeSpan> TimeoutKey = new("Shop.Timeout");

    // All attempts and the response body together end before a worker's claim of three minutes lapses.
    private static readonly TimeSpan PortOneTimeout = TimeSpan.FromSeconds(150);

    /// <summary>
    /// HTTP between services: reads are retried within 5 s, other methods are sent once within 30 s;
    /// <see cref="WithTimeout"/> overrides both for one request. A failed call throws
    /// <see cref="HttpRequestException"/>, or an <see cref="ExecutionRejectedException"/> after a timeout or while the
    /// circuit is open.
    /// </summary>
    public static IHttpClientBuilder AddServiceResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options =>
        {
            options.Retry.DisableForUnsafeHttpMethods();
            options.Retry.Delay = RetryDelay;
            options.Retry.ShouldRetryAfterHeader = false; // A Retry-After of minutes would use up the timeout.
            options.TotalRequestTimeout.TimeoutGenerator = call =>
                ValueTask.FromResult(TimeoutOf(call.Context.GetRequestMessage()!));
            options.AttemptTimeout.TimeoutGenerator = attempt =>
                ValueTask.FromResult(AttemptTimeoutOf(attempt.Context.GetRequestMessage()!));
            options.CircuitBreaker.FailureRatio = FailureRatio;

            // Only an unreachable service opens the circuit. A 429 concerns one shopper, a 503 or a slow response may
            // concern the provider behind the service.
            options.CircuitBreaker.ShouldHandle = attempt =>
                ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException);
        });
        return client.AddServiceDiscovery();
    }

    /// <summary>
    /// gRPC between services, for idempotent calls only (a gRPC call is a POST, and this retries it once): 2 s in all,
    /// attempts of 900 ms, one retry after 100 to 200 ms.
    /// </summary>
    public static IHttpClientBuilder AddRpcResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options =>
        {
            options.TotalRequestTimeout.Timeout = RpcTimeout;
            options.AttemptTimeout.Timeout = RpcAttemptTimeout;
            options.CircuitBreaker.FailureRatio = FailureRatio;
            options.Retry.MaxRetryAttempts = 1;
            options.Retry.Delay = RpcRetryDelay; // The generator decides, but validation compares this with the total.
            options.Retry.DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(
                TimeSpan.FromMilliseconds(Random.Shared.Next(100, 201)));
        });
        return client.AddServiceDiscovery();
    }

    /// <summary>
    /// PortOne: an attempt may take 60 s, as PortOne advises, or less by <see cref="WithTimeout"/>. Reads are retried
    /// with backoff and jitter, nothing else is; a circuit breaker stops calls while PortOne is down. A call without a
    /// response throws <see cref="HttpRequestException"/>, an <see cref="ExecutionRejectedException"/> (timeout or open
    /// circuit), or <see cref="TaskCanceledException"/> when the body took too long. All of them mean that the outcome
    /// is unknown.
    /// </summary>
    public static IHttpClientBuilder AddPortOneResilience(this IHttpClientBuilder client)
    {
        client.ConfigureHttpClient(http => http.Timeout = PortOneTimeout);
        client.AddResilienceHandler("portone", pipeline =>
        {
            var retry = new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                Delay = RetryDelay,
                ShouldHandle = attempt => ValueTask.FromResult(IsPortOneDown(attempt.Outcome)),
                ShouldRetryAfterHeader = false, // A Retry-After of an hour would hold the shopper; a worker asks later.
            };
            retry.DisableForUnsafeHttpMethods();
            pipeline.AddRetry(retry);
            pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = attempt => ValueTask.FromResult(IsPortOneDown(attempt.Outcome)),
            });
            pipeline.AddTimeout(new HttpTimeoutStrategyOptions
            {
                TimeoutGenerator = attempt =>
                    ValueTask.FromResult(PortOneAttemptTimeoutOf(attempt.Context.GetRequestMessage())),
            });
        });
        return client;
    }

    /// <summary>
    /// The timeout of a call between services. The handler's timeouts end with the response headers, so the code that
    /// reads the body applies this too.
    /// </summary>
    public static TimeSpan TimeoutOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(TimeoutKey, out var timeout) ? timeout
            : request.Method == HttpMethod.Get ? ReadTimeout
            : WriteTimeout;

    /// <summary>
    /// Sets the timeout of one request. To PortOne an attempt gets nine tenths of it, so that the handler sees the
    /// timeout before the caller cancels: a cancelled call looks like a shopper who left and does not open the circuit.
    /// </summary>
    public static HttpRequestMessage WithTimeout(this HttpRequestMessage request, TimeSpan timeout)
    {
        request.Options.Set(TimeoutKey, timeout);
        return request;
    }

    private static TimeSpan AttemptTimeoutOf(HttpRequestMessage request)
    {
        var attempt = request.Method == HttpMethod.Get ? ReadAttemptTimeout : WriteAttemptTimeout;
        var total = TimeoutOf(request);
        return attempt < total ? attempt : total;
    }

    private static TimeSpan PortOneAttemptTimeoutOf(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(TimeoutKey, out var timeout)
            && timeout < PortOneAttemptTimeout
                ? timeout * 0.9
                : PortOneAttemptTimeout;

    // Only failures of PortOne itself open the circuit, so that retrying one payment never blocks the others. A 4xx is
    // an answer, 429 too. 502 to a command is the payment company's answer about that payment; to a read it is a
    // failure of PortOne.
    private static bool IsPortOneDown(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { StatusCode: HttpStatusCode.BadGateway } answer } => answer.RequestMessage?.Method == HttpMethod.Get,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };
}

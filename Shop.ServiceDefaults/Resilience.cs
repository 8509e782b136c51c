// Timeouts, retries and circuit breakers of the three kinds of outgoing calls: HTTP between services, gRPC between
// services, and PortOne. The standard handler retries POST by default, so no call that moves money uses it unchanged.
// Service discovery comes after the retry, so that each attempt goes to the next replica.
using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace Shop.ServiceDefaults;

public static class Resilience
{
    /// <summary>
    /// The timeout of a gRPC call between services, all attempts together. The handler's timeouts cover a call only up
    /// to the response headers, so the caller also passes this as the deadline of the call.
    /// </summary>
    public static readonly TimeSpan RpcTimeout = TimeSpan.FromSeconds(2);

    private const int RpcRetries = 1;
    private static readonly TimeSpan RpcAttemptTimeout = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan MinRpcRetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxRpcRetryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RpcBreakDuration = TimeSpan.FromSeconds(1);

    // A page waits for a read. The timeout of an attempt leaves time for a second attempt at another replica.
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadAttemptTimeout = TimeSpan.FromSeconds(2.4);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WriteAttemptTimeout = TimeSpan.FromSeconds(10);

    // Median delays of 0.2, 0.4 and 0.8 s bridge the restart of a service.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    // Half of the calls must fail before a circuit opens. The default of 0.1 would reject all calls after one failure
    // in ten.
    private const double FailureRatio = 0.5;

    // An attempt may take 60 s, as PortOne recommends. All attempts and the response body together end before a
    // worker's claim of three minutes lapses. With WithTimeout, an attempt gets a share of the request's timeout.
    private const int PortOneRetries = 2;
    private static readonly TimeSpan PortOneAttemptTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PortOneTimeout = TimeSpan.FromSeconds(150);
    private const double PortOneAttemptShare = 0.9;

    // The circuit to PortOne opens for 5 s if half of at least 20 calls within 30 s fail.
    private const int CircuitMinimumCalls = 20;
    private static readonly TimeSpan CircuitSamplingDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CircuitBreakDuration = TimeSpan.FromSeconds(5);

    private static readonly HttpRequestOptionsKey<TimeSpan> TimeoutKey = new("Shop.Timeout");

    /// <summary>
    /// HTTP between services. GET is retried within 5 s; other methods are sent once, within 30 s.
    /// <see cref="WithTimeout"/> overrides the timeout of one request. A failed call throws
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
            options.TotalRequestTimeout.TimeoutGenerator = call => new(TimeoutOf(call.Context.GetRequestMessage()!));
            options.AttemptTimeout.TimeoutGenerator = call => new(AttemptTimeoutOf(call.Context.GetRequestMessage()!));
            options.CircuitBreaker.FailureRatio = FailureRatio;

            // Only an unreachable service opens the circuit. A 429 concerns one shopper, and PortOne may be the cause
            // of a 503 or a slow response.
            options.CircuitBreaker.ShouldHandle = call => new(call.Outcome.Exception is HttpRequestException);
        });
        return client.AddServiceDiscovery();
    }

    /// <summary>
    /// gRPC between services, for idempotent calls only: a gRPC call is a POST, and this retries it once, after 100 to
    /// 200 ms. An attempt may take 900 ms, the call 2 s. Only an unreachable service opens the circuit, for 1 s: a cold
    /// or busy one still answers some calls, and refusing all of them would refuse every order of the shop.
    /// </summary>
    public static IHttpClientBuilder AddRpcResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options =>
        {
            options.TotalRequestTimeout.Timeout = RpcTimeout;
            options.AttemptTimeout.Timeout = RpcAttemptTimeout;
            options.CircuitBreaker.FailureRatio = FailureRatio;
            options.CircuitBreaker.BreakDuration = RpcBreakDuration;
            options.CircuitBreaker.ShouldHandle = call => new(call.Outcome.Exception is HttpRequestException);
            options.Retry.MaxRetryAttempts = RpcRetries;
            options.Retry.Delay = MaxRpcRetryDelay; // Unused, but the validation compares it with the total timeout.
            options.Retry.DelayGenerator = _ => new(
                MinRpcRetryDelay + (Random.Shared.NextDouble() * (MaxRpcRetryDelay - MinRpcRetryDelay)));
        });
        return client.AddServiceDiscovery();
    }

    /// <summary>
    /// PortOne. An attempt may take 60 s, as PortOne recommends, or less by <see cref="WithTimeout"/>. Only GET is
    /// retried, with backoff and jitter. A circuit breaker stops calls while PortOne is down. A call without a response
    /// throws <see cref="HttpRequestException"/>, an <see cref="ExecutionRejectedException"/> (timeout or open
    /// circuit), or <see cref="TaskCanceledException"/> (the body took too long). After each the outcome is unknown.
    /// </summary>
    public static IHttpClientBuilder AddPortOneResilience(this IHttpClientBuilder client)
    {
        client.ConfigureHttpClient(http => http.Timeout = PortOneTimeout);
        client.AddResilienceHandler("portone", pipeline =>
        {
            var retry = new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = PortOneRetries,
                Delay = RetryDelay,
                ShouldHandle = attempt => ValueTask.FromResult(IsPortOneDown(attempt.Outcome)),
                ShouldRetryAfterHeader = false, // A shopper cannot wait for a Retry-After of an hour. A worker retries.
            };
            retry.DisableForUnsafeHttpMethods();
            pipeline.AddRetry(retry);
            pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = CircuitMinimumCalls,
                SamplingDuration = CircuitSamplingDuration,
                BreakDuration = CircuitBreakDuration,
                ShouldHandle = attempt => ValueTask.FromResult(IsPortOneDown(attempt.Outcome)),
            });
            pipeline.AddTimeout(new HttpTimeoutStrategyOptions
            {
                TimeoutGenerator = attempt => new(PortOneAttemptTimeoutOf(attempt.Context.GetRequestMessage())),
            });
        });
        return client;
    }

    /// <summary>
    /// The timeout of a call between services. The handler's timeouts cover a call only up to the response headers, so
    /// the code that reads the body applies this too.
    /// </summary>
    public static TimeSpan TimeoutOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(TimeoutKey, out var timeout) ? timeout
            : request.Method == HttpMethod.Get ? ReadTimeout
            : WriteTimeout;

    /// <summary>
    /// Sets the timeout of one request. An attempt at PortOne gets nine tenths of it, so that the handler times out
    /// before the caller cancels. The circuit breaker counts a timeout as a failure, but not a cancelled call.
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
                ? timeout * PortOneAttemptShare
                : PortOneAttemptTimeout;

    // Only failures of PortOne itself open the circuit, so that one failing payment never blocks the others. A 4xx, 429
    // included, is a valid response. A 502 to a command is the payment company's response about that payment; a 502 to
    // a GET is a failure of PortOne.
    private static bool IsPortOneDown(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { StatusCode: HttpStatusCode.BadGateway } answer } => answer.RequestMessage?.Method == HttpMethod.Get,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };
}

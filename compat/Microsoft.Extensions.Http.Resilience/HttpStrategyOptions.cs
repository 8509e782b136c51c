// The strategies' options with the defaults that suit HTTP.
using System.Threading.RateLimiting;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>
/// Repeats what failed in passing: three times, from 2 s doubling, with jitter; a Retry-After comes first.
/// </summary>
public class HttpRetryStrategyOptions : RetryStrategyOptions<HttpResponseMessage>
{
    /// <summary>Sets the defaults.</summary>
    public HttpRetryStrategyOptions()
    {
        ShouldHandle = arguments => ValueTask.FromResult(
            Transient.IsTransient(arguments.Outcome)
            || Transient.IsConnectTimeout(arguments.Outcome, arguments.Context.CancellationToken));
        DelayGenerator = arguments => ValueTask.FromResult(RetryAfter.Of(arguments.Outcome.Result));
        BackoffType = Polly.DelayBackoffType.Exponential;
        UseJitter = true;
    }
}

/// <summary>Stops calling for a while where too many calls failed in passing.</summary>
public class HttpCircuitBreakerStrategyOptions : CircuitBreakerStrategyOptions<HttpResponseMessage>
{
    /// <summary>Sets the defaults.</summary>
    public HttpCircuitBreakerStrategyOptions() =>
        ShouldHandle = arguments => ValueTask.FromResult(Transient.IsTransient(arguments.Outcome));
}

/// <summary>Gives up waiting.</summary>
public class HttpTimeoutStrategyOptions : TimeoutStrategyOptions;

/// <summary>Refuses more calls at once than are permitted.</summary>
public class HttpRateLimiterStrategyOptions : RateLimiterStrategyOptions;

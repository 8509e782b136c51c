// Three kinds of call leave a service, and each has its own way of being repeated. The standard handler retries every
// method, POST too: it must never sit on a call that moves money.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Shop.ServiceDefaults;

/// <summary>How clients repeat what failed.</summary>
public static class Resilience
{
    private static readonly TimeSpan RpcTotal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RpcAttempt = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan PortOneAttempt = TimeSpan.FromSeconds(60);

    /// <summary>Between services over HTTP: reads are repeated, what changes something is sent once.</summary>
    public static IHttpClientBuilder AddServiceResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
        return client;
    }

    /// <summary>
    /// Between services over gRPC, for questions only (a gRPC call is a POST, and this repeats it once):
    /// 2 s in all, attempts of 900 ms, one retry after 100 to 200 ms.
    /// </summary>
    public static IHttpClientBuilder AddQuestionResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options =>
        {
            options.TotalRequestTimeout.Timeout = RpcTotal;
            options.AttemptTimeout.Timeout = RpcAttempt;
            options.Retry.MaxRetryAttempts = 1;
            options.Retry.DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(
                TimeSpan.FromMilliseconds(Random.Shared.Next(100, 201)));
        });
        return client;
    }

    /// <summary>
    /// To PortOne: an attempt may take 60 s as PortOne advises, reads are retried with backoff and jitter, a circuit
    /// breaker spares a provider that is down, and nothing but a read is ever repeated.
    /// </summary>
    public static IHttpClientBuilder AddPortOneResilience(this IHttpClientBuilder client)
    {
        client.AddResilienceHandler("portone", pipeline =>
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                UseJitter = true,
            }.ForReadsOnly());
            pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            });
            pipeline.AddTimeout(PortOneAttempt);
        });
        return client;
    }

    private static HttpRetryStrategyOptions ForReadsOnly(this HttpRetryStrategyOptions retry)
    {
        retry.DisableForUnsafeHttpMethods();
        return retry;
    }
}

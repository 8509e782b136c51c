using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;

namespace Polly.RateLimiting;

/// <summary>How many calls may run at once, and how many may wait for a place.</summary>
public class RateLimiterStrategyOptions : ResilienceStrategyOptions
{
    private const int Permits = 1000;

    /// <summary>The permitted concurrency: 1000 calls, and nobody waits.</summary>
    [Required]
    public ConcurrencyLimiterOptions DefaultRateLimiterOptions { get; set; } = new() { PermitLimit = Permits };
}

/// <summary>A call was refused because too many were under way.</summary>
public sealed class RateLimiterRejectedException()
    : ExecutionRejectedException("The operation could not be executed because it was rejected by the rate limiter.");

internal sealed class RateLimiterStrategy(RateLimiterStrategyOptions options) : ResilienceStrategy
{
    // Shared by every call of the pipeline, as long as the pipeline lives.
    private readonly ConcurrencyLimiter _limiter = new(options.DefaultRateLimiterOptions);

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        using var lease = await _limiter.AcquireAsync(1, context.CancellationToken);
        return lease.IsAcquired
            ? await callback(context, state)
            : Outcome.FromException<TResult>(new RateLimiterRejectedException());
    }
}

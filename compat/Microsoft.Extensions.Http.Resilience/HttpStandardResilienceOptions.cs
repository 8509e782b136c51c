using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>The five strategies of the standard handler, outermost first.</summary>
public class HttpStandardResilienceOptions
{
    /// <summary>At most 1000 calls at once; further ones are refused.</summary>
    [Required]
    public HttpRateLimiterStrategyOptions RateLimiter { get; set; } = new() { Name = "Standard-RateLimiter" };

    /// <summary>All attempts and the waiting between them together: 30 s.</summary>
    [Required]
    public HttpTimeoutStrategyOptions TotalRequestTimeout { get; set; } =
        new() { Name = "Standard-TotalRequestTimeout", Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Three repeats of any method, POST too.</summary>
    [Required]
    public HttpRetryStrategyOptions Retry { get; set; } = new() { Name = "Standard-Retry" };

    /// <summary>Breaks for 5 s when a tenth of at least 100 attempts within 30 s failed.</summary>
    [Required]
    public HttpCircuitBreakerStrategyOptions CircuitBreaker { get; set; } = new() { Name = "Standard-CircuitBreaker" };

    /// <summary>One attempt: 10 s.</summary>
    [Required]
    public HttpTimeoutStrategyOptions AttemptTimeout { get; set; } =
        new() { Name = "Standard-AttemptTimeout", Timeout = TimeSpan.FromSeconds(10) };
}

/// <summary>Refuses options that contradict each other or leave a strategy's own range, when the host starts.</summary>
internal sealed class StandardOptionsValidator(string name) : IValidateOptions<HttpStandardResilienceOptions>
{
    public ValidateOptionsResult Validate(string? optionsName, HttpStandardResilienceOptions options)
    {
        if (optionsName != name)
        {
            return ValidateOptionsResult.Skip;
        }

        var errors = new List<string>();
        object[] strategies =
        [
            options.RateLimiter, options.TotalRequestTimeout, options.Retry, options.CircuitBreaker,
            options.AttemptTimeout,
        ];
        foreach (var strategy in strategies)
        {
            var results = new List<ValidationResult>();
            if (!Validator.TryValidateObject(strategy, new(strategy), results, validateAllProperties: true))
            {
                errors.AddRange(results.Select(result => $"{name}: {result.ErrorMessage}"));
            }
        }

        if (options.AttemptTimeout.Timeout > options.TotalRequestTimeout.Timeout)
        {
            errors.Add($"{name}: the timeout of an attempt ({options.AttemptTimeout.Timeout}) must not be longer than "
                + $"the timeout of the whole request ({options.TotalRequestTimeout.Timeout}).");
        }

        if (options.CircuitBreaker.SamplingDuration < 2 * options.AttemptTimeout.Timeout)
        {
            errors.Add($"{name}: the circuit breaker's sampling duration ({options.CircuitBreaker.SamplingDuration}) "
                + $"must be at least twice the timeout of an attempt ({options.AttemptTimeout.Timeout}).");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.RateLimiting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives a client a pipeline, which all its handlers share: limits and breakers count all its calls.</summary>
public static class ResilienceHttpClientBuilderExtensions
{
    private const string Standard = "standard";

    /// <summary>Adds the standard pipeline, whose options are named <c>{client}-standard</c>.</summary>
    public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(
        this IHttpClientBuilder client, Action<HttpStandardResilienceOptions> configure)
    {
        var name = PipelineName(client, Standard);
        client.Services.AddSingleton<IValidateOptions<HttpStandardResilienceOptions>>(
            new StandardOptionsValidator(name));
        client.Services.AddOptions<HttpStandardResilienceOptions>(name).Configure(configure).ValidateOnStart();
        AddHandler(client, name, (pipeline, services) =>
        {
            var options = services.GetRequiredService<IOptionsMonitor<HttpStandardResilienceOptions>>().Get(name);
            pipeline
                .AddStrategy(_ => new RateLimiterStrategy(options.RateLimiter), options.RateLimiter)
                .AddTimeout(options.TotalRequestTimeout)
                .AddRetry(options.Retry)
                .AddCircuitBreaker(options.CircuitBreaker)
                .AddTimeout(options.AttemptTimeout);
        });

        // The pipeline's timeouts decide; the client's own of 100 s would cut in.
        client.ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan);
        return new PipelineBuilder(name, client.Services);
    }

    /// <summary>Adds a pipeline of the caller's own strategies; the client's own timeout stays.</summary>
    public static IHttpResiliencePipelineBuilder AddResilienceHandler(
        this IHttpClientBuilder client,
        string pipelineName,
        Action<ResiliencePipelineBuilder<HttpResponseMessage>> configure)
    {
        var name = PipelineName(client, pipelineName);
        AddHandler(client, name, (pipeline, _) => configure(pipeline));
        return new PipelineBuilder(name, client.Services);
    }

    private static void AddHandler(
        IHttpClientBuilder client,
        string name,
        Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> configure)
    {
        client.Services.AddKeyedSingleton(name, (services, _) =>
        {
            var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = name };
            configure(pipeline, services);
            return pipeline.Build();
        });
        client.AddHttpMessageHandler(services => new ResilienceHandler(
            services.GetRequiredKeyedService<ResiliencePipeline<HttpResponseMessage>>(name)));
    }

    private static string PipelineName(IHttpClientBuilder client, string name) => $"{client.Name}-{name}";

    private sealed record PipelineBuilder(string PipelineName, IServiceCollection Services)
        : IHttpResiliencePipelineBuilder, IHttpStandardResiliencePipelineBuilder;
}

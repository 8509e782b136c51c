// Three kinds of call leave a service, and each has its own way of being repeated. The standard handler retries every
// method, POST too: it must never sit on a call that moves money. Between services, discovery comes after what repeats:
// each attempt goes to the next replica, not again to the one that has just failed.
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace Shop.ServiceDefaults;

/// <summary>How clients repeat what failed.</summary>
public static class Resilience
{
    /// <summary>
    /// How long a question between services may take, all attempts together. These end with the answer's headers, so
    /// the caller names it as the deadline of the call too: a neighbour may hang in the middle of its answer.
    /// </summary>
    public static readonly TimeSpan QuestionPatience = TimeSpan.FromSeconds(2);

    // A tenth, which is the standard handler's own, would shut out nine callers for the trouble of one.
    private const double FailureRatio = 0.5;

    // Somebody waits for the page: 0.2, 0.4 and 0.8 s find a service that restarts, or tell them soon that it is away.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RpcRetryDelay = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan RpcAttempt = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan PortOneAttempt = TimeSpan.FromSeconds(60);

    // Somebody waits for the page. A service that hangs is given up while they still do, and another replica is tried.
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadAttempt = TimeSpan.FromSeconds(2.4);
    private static readonly TimeSpan ActPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ActAttempt = TimeSpan.FromSeconds(10);

    private static readonly HttpRequestOptionsKey<TimeSpan> Patience = new("Shop.Patience");

    // Everything together, the body too, ends before a worker's claim of three minutes lapses.
    private static readonly TimeSpan PortOneTotal = TimeSpan.FromSeconds(150);

    /// <summary>
    /// Between services over HTTP: reads are repeated and given up after 5 s, what changes something is sent once and
    /// waited for longer; <see cref="Within"/> says otherwise for one request. A call that fails throws
    /// <see cref="HttpRequestException"/>, or an <see cref="ExecutionRejectedException"/> where it was given up.
    /// </summary>
    public static IHttpClientBuilder AddServiceResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options =>
        {
            options.Retry.DisableForUnsafeHttpMethods();
            options.Retry.Delay = RetryDelay;
            options.TotalRequestTimeout.TimeoutGenerator = call =>
                ValueTask.FromResult(PatienceFor(call.Context.GetRequestMessage()!));
            options.AttemptTimeout.TimeoutGenerator = attempt =>
                ValueTask.FromResult(AttemptFor(attempt.Context.GetRequestMessage()!));
            options.CircuitBreaker.FailureRatio = FailureRatio;

            // Only a service that cannot be reached breaks the circuit. A 429 is about one shopper, a 503 or a slow
            // answer about the provider behind: nobody else may be turned away for them.
            options.CircuitBreaker.ShouldHandle = attempt =>
                ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException);
        });
        return client.AddServiceDiscovery();
    }

    /// <summary>
    /// Between services over gRPC, for questions only (a gRPC call is a POST, and this repeats it once):
    /// 2 s in all, attempts of 900 ms, one retry after 100 to 200 ms.
    /// </summary>
    public static IHttpClientBuilder AddQuestionResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options =>
        {
            options.TotalRequestTimeout.Timeout = QuestionPatience;
            options.AttemptTimeout.Timeout = RpcAttempt;
            options.CircuitBreaker.FailureRatio = FailureRatio;
            options.Retry.MaxRetryAttempts = 1;
            options.Retry.Delay = RpcRetryDelay; // The generator decides; this must fit into the total all the same.
            options.Retry.DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(
                TimeSpan.FromMilliseconds(Random.Shared.Next(100, 201)));
        });
        return client.AddServiceDiscovery();
    }

    /// <summary>
    /// To PortOne: an attempt may take 60 s as PortOne advises, or what <see cref="Within"/> says; reads are retried
    /// with backoff and jitter, a circuit breaker spares a provider that is down, and nothing but a read is ever
    /// repeated. A call that PortOne did not answer throws <see cref="HttpRequestException"/>, an
    /// <see cref="ExecutionRejectedException"/> (given up, or spared), or <see cref="TaskCanceledException"/> when even
    /// the body took too long; all mean "unknown".
    /// </summary>
    public static IHttpClientBuilder AddPortOneResilience(this IHttpClientBuilder client)
    {
        client.ConfigureHttpClient(http => http.Timeout = PortOneTotal);
        client.AddResilienceHandler("portone", pipeline =>
        {
            var retry = new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                ShouldHandle = attempt => ValueTask.FromResult(IsPortOneDown(attempt.Outcome)),
                DelayGenerator = null, // A Retry-After of an hour must not hold a shopper: whoever sweeps comes again.
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
                TimeoutGenerator = attempt => ValueTask.FromResult(AttemptOf(attempt.Context.GetRequestMessage())),
            });
        });
        return client;
    }

    /// <summary>
    /// How long a call between services may take. The attempts end with the answer's headers, so whoever reads the body
    /// keeps to this too: a neighbour may hang in the middle of its answer.
    /// </summary>
    public static TimeSpan PatienceFor(HttpRequestMessage request) =>
        request.Options.TryGetValue(Patience, out var patience) ? patience
            : request.Method == HttpMethod.Get ? ReadPatience
            : ActPatience;

    /// <summary>
    /// Says how long the caller waits. To PortOne an attempt that takes nearly as long has failed: without it only the
    /// caller's token would end the attempt, which looks like a shopper who left and tells nothing about PortOne; one
    /// that hangs would never break the circuit.
    /// </summary>
    public static HttpRequestMessage Within(this HttpRequestMessage request, TimeSpan patience)
    {
        request.Options.Set(Patience, patience);
        return request;
    }

    private static TimeSpan AttemptFor(HttpRequestMessage request)
    {
        var attempt = request.Method == HttpMethod.Get ? ReadAttempt : ActAttempt;
        var patience = PatienceFor(request);
        return attempt < patience ? attempt : patience;
    }

    // A tenth sooner than the caller gives up, so that the failure is seen here first.
    private static TimeSpan AttemptOf(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Patience, out var patience) && patience < PortOneAttempt
            ? patience * 0.9
            : PortOneAttempt;

    // Only what tells of PortOne itself breaks the circuit, so that one troubled payment, asked for again and again,
    // never keeps the others from being asked for. A 4xx is an answer, 429 too: it asks for patience and is not down.
    // To a command 502 is the payment company's word on that one payment; to a read it can only be PortOne's.
    private static bool IsPortOneDown(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { StatusCode: HttpStatusCode.BadGateway } answer } => answer.RequestMessage?.Method == HttpMethod.Get,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };
}

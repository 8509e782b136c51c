namespace Microsoft.Extensions.Http.Resilience;

/// <summary>How long the answer asks to wait, in seconds or until a time; null where it does not say.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Of(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => FromNow(date),
        _ => null,
    };

    private static TimeSpan FromNow(DateTimeOffset date)
    {
        var delay = date - TimeProvider.System.GetUtcNow();
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }
}

// A page always reads the catalogue from Commerce. If Commerce is unavailable, slow or restarting, the page shows what
// was read within the last minute, and a notice that it may be stale. Prices to pay and orders are never cached.
using System.Globalization;
using ZiggyCreatures.Caching.Fusion;

namespace Shop.Web.Products;

public sealed class CatalogueCache(IFusionCache cache, TimeProvider clock)
{
    // Concurrent requests share one response; a later request reads again.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private static readonly FusionCacheEntryOptions Options = new()
    {
        Size = 1,
        Duration = Fresh,
        IsFailSafeEnabled = true,
        FailSafeMaxDuration = KeptFor,
        FailSafeThrottleDuration = Fresh,
        FactorySoftTimeout = PageTimeouts.EveryPage, // A late response is cached for the next page.
        MemoryLockTimeout = PageTimeouts.EveryPage,
        AllowStaleOnReadOnly = true,
    };

    /// <summary>The key of a response, which is in the language of the request.</summary>
    public static string KeyOf(string path) => $"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName} {path}";

    /// <summary>Reads a response of Commerce. A fallback marks the page as stale.</summary>
    public async Task<ApiResult<T>> ReadAsync<T>(
        string path, Staleness staleness, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class
    {
        var begun = clock.GetUtcNow();
        var response = await GetAsync(path, read, ct);
        if (response.At >= begun - Fresh)
        {
            return response.Result;
        }

        if (clock.GetUtcNow() - response.At > KeptFor)
        {
            return new(null, ApiError.Unavailable());
        }

        staleness.Mark();
        return response.Result;
    }

    /// <summary>A response of the last minute without a call, or else a new one. Null if the request fails.</summary>
    public async Task<T?> ReadCachedFirstAsync<T>(
        string path, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class
    {
        var cached = await cache.TryGetAsync<Response<T>>(KeyOf(path), Options, ct);
        return (cached.HasValue ? cached.Value : await GetAsync(path, read, ct)).Result.Value;
    }

    private async Task<Response<T>> GetAsync<T>(
        string path, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class =>
        await cache.GetOrSetAsync<Response<T>>(
            KeyOf(path),
            async (context, _) =>
            {
                // Not cancelled with this request, because others may wait for the same response.
                var result = await read();
                if (result.Error is { IsRetryable: true } && context.HasStaleValue)
                {
                    return context.Fail("Commerce is unavailable.");
                }

                if (result.Error is not null)
                {
                    context.Options.SetFailSafe(false); // An error is no fallback for the next page.
                }

                return new(result, clock.GetUtcNow());
            },
            Options,
            token: ct);

    private sealed record Response<T>(ApiResult<T> Result, DateTimeOffset At) where T : class;
}

// Keeps Commerce's responses about the catalogue. A page reads the version of the catalogue, and shows what was read at
// that version or reads it now, so it is always current. If Commerce is unavailable, slow or restarting, the page shows
// what was current within the last minute, and a notice that it may be stale. Prices to pay and orders are never cached.
using System.Globalization;
using ZiggyCreatures.Caching.Fusion;

namespace Shop.Web.Products;

public sealed class CatalogueCache(IFusionCache cache, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>Reads a response about products. A fallback marks the page as stale.</summary>
    public async Task<ApiResult<T>> ReadAsync<T>(
        string path, PageCatalogue page, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class
    {
        var (version, kept) = (await page.GetVersionAsync(), await FindAsync<T>(path, ct));
        if (kept is not null && IsCurrent(kept, version))
        {
            return new(kept.Value, null);
        }

        if (kept is null || clock.GetElapsedTime(kept.CurrentAt) > KeptFor)
        {
            var result = await ReadAndKeepAsync(path, version, 2 * KeptFor, read);
            page.IsCurrent &= result.Error is not { IsRetryable: true };
            return result;
        }

        if (version is not null
            && await ReadSoonAsync(path, version, 2 * KeptFor, read, ct) is { Error: null or { IsRetryable: false } } now)
        {
            return now;
        }

        page.MarkStale();
        return new(kept.Value, null);
    }

    /// <summary>
    /// Reads a response without which a page is still useful. A fallback is at most <paramref name="keptFor"/> old. Null
    /// if there is none or the request is invalid.
    /// </summary>
    public async Task<T?> ReadOptionalAsync<T>(
        string path, PageCatalogue page, TimeSpan keptFor, Func<Task<ApiResult<T>>> read, CancellationToken ct)
        where T : class
    {
        var (version, kept) = (await page.GetVersionAsync(), await FindAsync<T>(path, ct));
        if (kept is not null && IsCurrent(kept, version))
        {
            return kept.Value;
        }

        if (version is not null && (await ReadSoonAsync(path, version, keptFor, read, ct))?.Value is { } now)
        {
            return now;
        }

        page.IsCurrent = false;
        return kept?.Value;
    }

    /// <summary>A response of the last minute without a call, or else a new one. Null if the request fails.</summary>
    public async Task<T?> ReadCachedFirstAsync<T>(
        string path, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class =>
        await FindAsync<T>(path, ct) is { } kept && clock.GetElapsedTime(kept.ReadAt) < KeptFor
            ? kept.Value
            : (await ReadAndKeepAsync(path, null, KeptFor, read)).Value;

    // Responses are in the language of the request.
    private static string KeyOf(string path) => $"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName} {path}";

    private async Task<Response<T>?> FindAsync<T>(string path, CancellationToken ct) where T : class =>
        (await cache.TryGetAsync<Response<T>>(KeyOf(path), token: ct)).GetValueOrDefault();

    // A response is read again after a minute, so that it is still cached a minute after it was current last.
    private bool IsCurrent<T>(Response<T> kept, string? version) where T : class
    {
        if (version is null || kept.Version != version || clock.GetElapsedTime(kept.ReadAt) > KeptFor)
        {
            return false;
        }

        kept.CurrentAt = clock.GetTimestamp();
        return true;
    }

    // Null if Commerce does not answer soon. A late response is kept for the next page.
    private async Task<ApiResult<T>?> ReadSoonAsync<T>(
        string path, string version, TimeSpan keptFor, Func<Task<ApiResult<T>>> read, CancellationToken ct)
        where T : class
    {
        try
        {
            return await ReadAndKeepAsync(path, version, keptFor, read).WaitAsync(PageTimeouts.EveryPage, clock, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    // An error is not kept, because it is no fallback for the next page.
    private async Task<ApiResult<T>> ReadAndKeepAsync<T>(
        string path, string? version, TimeSpan keptFor, Func<Task<ApiResult<T>>> read) where T : class
    {
        var result = await read();
        if (result.Value is { } value)
        {
            var now = clock.GetTimestamp();
            await cache.SetAsync(
                KeyOf(path), new Response<T>(value, version, now) { CurrentAt = now },
                new FusionCacheEntryOptions { Size = 1, Duration = keptFor });
        }

        return result;
    }

    // A response, and the version that the catalogue had before it was read; null if unknown.
    private sealed class Response<T>(T value, string? version, long readAt) where T : class
    {
        public T Value { get; } = value;
        public string? Version { get; } = version;

        /// <summary>When it was read, as a timestamp of the clock.</summary>
        public long ReadAt { get; } = readAt;

        /// <summary>When it was known to be current last.</summary>
        public long CurrentAt { get; set; }
    }
}

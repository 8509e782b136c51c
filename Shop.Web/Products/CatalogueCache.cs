// Keeps Commerce's responses about the catalogue. A page reads the version of the catalogue, and shows what was read at
// that version or reads it now, so it shows every change. If Commerce is unavailable, slow or restarting, the page shows
// what was read within the last minute, and a notice that it may be stale. Prices to pay and orders are never cached.
using System.Collections.Concurrent;
using System.Globalization;
using ZiggyCreatures.Caching.Fusion;

namespace Shop.Web.Products;

public sealed class CatalogueCache(IFusionCache cache, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    // How long a response is shown while the version stays the same. Commerce counts the products of a list once a
    // second, so a response may have a count from before its version.
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Key, string? Version), Lazy<Task>> _calls = new();

    /// <summary>The key of a response, which is in the language of the request.</summary>
    public static string KeyOf(string path) => $"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName} {path}";

    /// <summary>Reads a response about products. A fallback marks the page as stale.</summary>
    public async Task<ApiResult<T>> ReadAsync<T>(
        string path, PageCatalogue page, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class
    {
        var version = await page.GetVersionAsync().WaitAsync(ct);
        var kept = await FindAsync<T>(path, ct);
        if (kept is null)
        {
            var result = await ReadAndKeepAsync(path, version, read).WaitAsync(ct);
            page.IsCurrent &= result.Error is not { IsRetryable: true };
            return result;
        }

        if (IsCurrent(kept, version))
        {
            return new(kept.Value, null);
        }

        if (version is not null
            && await ReadSoonAsync(path, version, read, ct) is { Error: null or { IsRetryable: false } } now)
        {
            return now;
        }

        page.MarkStale();
        return new(kept.Value, null);
    }

    /// <summary>Reads a response without which a page is still useful. Null if there is none.</summary>
    public async Task<T?> ReadOptionalAsync<T>(
        string path, PageCatalogue page, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class
    {
        var version = await page.GetVersionAsync().WaitAsync(ct);
        var kept = await FindAsync<T>(path, ct);
        if (kept is not null && IsCurrent(kept, version))
        {
            return kept.Value;
        }

        if (version is not null && (await ReadSoonAsync(path, version, read, ct))?.Value is { } now)
        {
            return now;
        }

        page.IsCurrent = false;
        return kept?.Value;
    }

    /// <summary>A response of the last minute without a call, or else a new one. Null if the request fails.</summary>
    public async Task<T?> ReadCachedFirstAsync<T>(
        string path, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class =>
        (await FindAsync<T>(path, ct))?.Value ?? (await ReadAndKeepAsync(path, null, read).WaitAsync(ct)).Value;

    private async Task<Response<T>?> FindAsync<T>(string path, CancellationToken ct) where T : class =>
        (await cache.TryGetAsync<Response<T>>(KeyOf(path), token: ct)).GetValueOrDefault();

    private bool IsCurrent<T>(Response<T> kept, string? version) where T : class =>
        version is not null && kept.Version == version && clock.GetElapsedTime(kept.ReadAt) < ReadEvery;

    // Null if Commerce does not answer soon. A late response is kept for the next page.
    private async Task<ApiResult<T>?> ReadSoonAsync<T>(
        string path, string version, Func<Task<ApiResult<T>>> read, CancellationToken ct) where T : class
    {
        try
        {
            return await ReadAndKeepAsync(path, version, read).WaitAsync(PageTimeouts.EveryPage, clock, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    // Pages of one version share a call. It began after one of them had read the version, so it returns every change
    // that the version contains, for all of them. It is not cancelled with a page, because others may wait for it.
    private async Task<ApiResult<T>> ReadAndKeepAsync<T>(
        string path, string? version, Func<Task<ApiResult<T>>> read) where T : class
    {
        var key = (KeyOf(path), version);
        var own = new Lazy<Task>(CallAsync);
        var call = _calls.GetOrAdd(key, own);
        try
        {
            return await (Task<ApiResult<T>>)call.Value;
        }
        finally
        {
            if (call == own)
            {
                _calls.TryRemove(key, out _);
            }
        }

        async Task<ApiResult<T>> CallAsync()
        {
            var readAt = clock.GetTimestamp();
            var result = await read();
            if (result.Value is { } value)
            {
                await cache.SetAsync(
                    key.Item1, new Response<T>(value, version, readAt), new() { Size = 1, Duration = KeptFor });
            }
            else if (result.Error is { IsRetryable: false })
            {
                await cache.RemoveAsync(key.Item1); // A product that no longer exists is no fallback.
            }

            return result;
        }
    }

    // A response, the version that the catalogue had before it was read (null if unknown), and a timestamp of the clock.
    private sealed record Response<T>(T Value, string? Version, long ReadAt) where T : class;
}

// Caches Commerce's catalogue for a minute. A page always requests fresh data. If Commerce is unavailable, slow or
// restarting, the page shows the cached response and a notice that it may be stale. Prices to pay and orders are never
// cached.
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;

namespace Shop.Web.Products;

/// <summary>Returns fresh catalogue responses if they arrive in time, and cached ones otherwise.</summary>
public sealed class KeptCatalogue : IDisposable
{
    // A page of products is about 5 kB, so a full cache is about 5 MB. A full cache stores no further entries.
    private const int MostAnswers = 1000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>How long a page waits for a fresh response if a cached one exists.</summary>
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(1.5);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MostAnswers });

    public async Task<ApiResult<T>> ReadAsync<T>(
        string path, Staleness age, Func<CancellationToken, Task<ApiResult<T>>> ask, CancellationToken ct)
        where T : class
    {
        var key = (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, path);
        if (!_answers.TryGetValue(key, out T? last))
        {
            return Keep(key, await ask(ct));
        }

        try
        {
            // Not cancelled with this request: a late response is cached for the next page.
            var answer = await AskAndKeepAsync(key, ask).WaitAsync(RefreshTimeout, ct);
            if (answer.Error is not { IsUnavailable: true })
            {
                return answer;
            }
        }
        catch (TimeoutException)
        {
            // Falls back to the cached response below.
        }

        age.MayBeOld();
        return new(last, null);
    }

    /// <summary>
    /// Returns the cached response without calling Commerce, or requests and caches it. Null if the request fails.
    /// </summary>
    public async Task<T?> ReadKeptFirstAsync<T>(
        string path, Func<CancellationToken, Task<ApiResult<T>>> ask, CancellationToken ct)
        where T : class
    {
        var key = (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, path);
        return _answers.TryGetValue(key, out T? last) ? last : Keep(key, await ask(ct)).Value;
    }

    public void Dispose() => _answers.Dispose();

    private async Task<ApiResult<T>> AskAndKeepAsync<T>(object key, Func<CancellationToken, Task<ApiResult<T>>> ask)
        where T : class => Keep(key, await ask(CancellationToken.None));

    private ApiResult<T> Keep<T>(object key, ApiResult<T> answer) where T : class
    {
        if (answer.Value is { } value)
        {
            _answers.Set(key, value, new MemoryCacheEntryOptions
            {
                AbsoluteExpirationRelativeToNow = KeptFor,
                Size = 1,
            });
        }
        else if (answer.Error is { IsUnavailable: false })
        {
            _answers.Remove(key); // Commerce has answered that the resource does not exist.
        }

        return answer;
    }
}

/// <summary>Whether the current page shows catalogue data that may be stale.</summary>
public sealed class Staleness
{
    public event Action? Changed;

    public bool IsOld { get; private set; }

    public void MayBeOld()
    {
        IsOld = true;
        Changed?.Invoke();
    }
}

// What Commerce said of its catalogue, kept for a minute. A page always asks; where no answer comes soon, because
// Commerce is away, slow or restarting, the page shows what was said last and tells so in a line. Nothing that is paid
// or ordered by comes from here.
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;

namespace Shop.Web.Products;

/// <summary>Fresh answers where they come soon, and otherwise the last ones.</summary>
public sealed class KeptCatalogue : IDisposable
{
    // A page of products is some 5 kB, so this is some 5 MB. What comes when it is full is not kept.
    private const int MostAnswers = 1000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>How long a page waits for a fresh answer when it has a last one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MostAnswers });

    public async Task<Answer<T>> ReadAsync<T>(
        string path, PageAge age, Func<CancellationToken, Task<Answer<T>>> ask, CancellationToken ct)
        where T : class
    {
        var key = (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, path);
        if (!_answers.TryGetValue(key, out T? last))
        {
            return Keep(key, await ask(ct));
        }

        try
        {
            // Not ended with the page: what comes too late for this one is there for the next.
            var answer = await AskAndKeepAsync(key, ask).WaitAsync(Patience, ct);
            if (answer.Refusal is not { IsAway: true })
            {
                return answer;
            }
        }
        catch (TimeoutException)
        {
            // The last answer has to do.
        }

        age.MayBeOld();
        return new(last, null);
    }

    /// <summary>What was said within the last minute, without asking anew; null when that is nothing.</summary>
    public async Task<T?> ReadKeptFirstAsync<T>(
        string path, Func<CancellationToken, Task<Answer<T>>> ask, CancellationToken ct)
        where T : class
    {
        var key = (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, path);
        return _answers.TryGetValue(key, out T? last) ? last : Keep(key, await ask(ct)).Value;
    }

    public void Dispose() => _answers.Dispose();

    private async Task<Answer<T>> AskAndKeepAsync<T>(object key, Func<CancellationToken, Task<Answer<T>>> ask)
        where T : class => Keep(key, await ask(CancellationToken.None));

    private Answer<T> Keep<T>(object key, Answer<T> answer) where T : class
    {
        if (answer.Value is { } value)
        {
            _answers.Set(key, value, new MemoryCacheEntryOptions
            {
                AbsoluteExpirationRelativeToNow = KeptFor,
                Size = 1,
            });
        }
        else if (answer.Refusal is { IsAway: false })
        {
            _answers.Remove(key); // Gone for certain.
        }

        return answer;
    }
}

/// <summary>Whether the page being made shows something that Commerce said a while ago.</summary>
public sealed class PageAge
{
    public event Action? Changed;

    public bool IsOld { get; private set; }

    public void MayBeOld()
    {
        IsOld = true;
        Changed?.Invoke();
    }
}

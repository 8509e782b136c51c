// The possible meanings of a query without results, the likeliest first: its words without their punctuation, typed
// with the other keyboard layout, with other spaces, or misspelt. Words of one character come last, because 만연필 is 만년필
// misspelt and not 만 연필. Pure functions; FindCorrections queries the vocabulary.
namespace Shop.Commerce.Products.Search.Spelling;

/// <summary>
/// A query to try instead. <paramref name="IsOther"/> if it has other letters, so that the shopper must be shown it.
/// </summary>
internal sealed record Correction(string Query, bool IsOther);

/// <summary>A word of the vocabulary that is spelt like a word of the query.</summary>
internal sealed record SimilarTerm(string Word, string Term, int Field, long Products);

internal sealed class Corrections(IReadOnlyList<SearchWord> words, bool[] isWordKnown)
{
    private const int LongestJoined = 30;
    private const int FewestLettersOfAPart = 2;
    private const int FewestKeys = 3;
    private const int FewestTypedLetters = 2;
    private const int Most = 8;

    /// <summary>The query with its unknown words converted to the other keyboard layout.</summary>
    private readonly IReadOnlyList<string[]> _retyped =
    [
        .. new[] { Retyped(words, isWordKnown, word => word.Typed), Retyped(words, isWordKnown, word => word.Text) }
            .OfType<string[]>()
            .DistinctBy(query => string.Join(' ', query)),
    ];

    private readonly string[] _typed = [.. words.Select(word => word.Text)];

    /// <summary>Strings that may be words of the vocabulary: the parts of the joined queries.</summary>
    public IReadOnlyCollection<string> PossibleParts => JoinedQueries
        .SelectMany(joined => Enumerable.Range(0, joined.Length)
            .SelectMany(from => Enumerable.Range(from + 1, joined.Length - from).Select(to => joined[from..to])))
        .Where(SearchText.IsWhole)
        .ToHashSet();

    /// <summary>
    /// Strings that a word of the vocabulary may begin with: the last word of a query may be incomplete.
    /// </summary>
    public IReadOnlyCollection<string> PossibleBeginnings => JoinedQueries
        .SelectMany(joined => Enumerable.Range(0, joined.Length).Select(from => joined[from..]))
        .Where(part => part.Length >= FewestLettersOfAPart && SearchText.IsWhole(part))
        .ToHashSet();

    /// <summary>
    /// Words that may be misspelt. If all words of a query are known, any of them may be the wrong one.
    /// </summary>
    public IReadOnlyCollection<string> PossiblyMisspelt => isWordKnown.All(isKnown => isKnown)
        ? words.Count > 1 ? _typed : []
        : Queries.SelectMany(query => query.Where((_, i) => !isWordKnown[i])).Distinct().ToList();

    private IEnumerable<string[]> Queries => _retyped.Prepend(_typed);

    private IEnumerable<string> JoinedQueries =>
        Queries.Select(Joined).Where(joined => joined.Length <= LongestJoined);

    /// <summary>The queries to try, in their order.</summary>
    public IReadOnlyList<Correction> Of(IReadOnlySet<string> knownParts, IReadOnlyList<SimilarTerm> similar) =>
    [
        .. Plain()
            .Concat(_retyped.Select(query => new Correction(string.Join(' ', query), true)))
            .Concat(Spaced(knownParts, isWithSingles: false))
            .Concat(Queries.SelectMany(query => Respelt(query, similar)))
            .Concat(Spaced(knownParts, isWithSingles: true))
            .Where(correction => correction.Query != string.Join(' ', _typed))
            .DistinctBy(correction => correction.Query)
            .Take(Most),
    ];

    private IEnumerable<Correction> Plain()
    {
        var parts = _typed.SelectMany(SearchText.PlainPartsOf).ToList();
        return parts.All(part => part.Length >= FewestLettersOfAPart)
            ? [new(string.Join(' ', parts), false)]
            : [];
    }

    private IEnumerable<Correction> Spaced(IReadOnlySet<string> knownParts, bool isWithSingles) => Queries
        .Select((query, i) => (Spaced: Spaced(query, knownParts, isWithSingles), IsOther: i > 0))
        .Where(query => query.Spaced is not null)
        .Select(query => new Correction(query.Spaced!, query.IsOther));

    private static string Joined(string[] query) => string.Concat(query.SelectMany(SearchText.PlainPartsOf));

    private static string[]? Retyped(
        IReadOnlyList<SearchWord> words, bool[] isWordKnown, Func<SearchWord, string> textOf)
    {
        var query = words.Select((word, i) => isWordKnown[i] ? word.Text : Retype(textOf(word)))
            .OfType<string>().ToArray();
        return isWordKnown.All(isKnown => isKnown) || query.Length < words.Count ? null : query;
    }

    // Keys that make no whole syllables were not meant for Hangul.
    private static string? Retype(string word)
    {
        var isHangul = word.Any(Hangul.IsHangul);
        if (word.Length < (isHangul ? FewestTypedLetters : FewestKeys))
        {
            return null;
        }

        var retyped = isHangul ? Hangul.KeysOf(word).ToLowerInvariant() : Hangul.FromKeys(word);
        var isText = isHangul
            ? !retyped.Any(Hangul.IsHangul)
            : retyped.Any(Hangul.IsHangul)
                && (!retyped.Any(Hangul.IsLetter) || Hangul.TypedInitials(retyped) is { Length: >= 2 });
        return isText && retyped != word ? retyped : null;
    }

    // The whole query in the fewest words of the vocabulary.
    private static string? Spaced(string[] query, IReadOnlySet<string> knownParts, bool isWithSingles)
    {
        var joined = Joined(query);
        if (joined.Length > LongestJoined)
        {
            return null;
        }

        var best = new (int Words, int From)?[joined.Length + 1];
        best[0] = (0, 0);
        for (var to = 1; to <= joined.Length; to++)
        {
            for (var from = 0; from < to; from++)
            {
                var part = joined[from..to];
                if (best[from] is { } before && knownParts.Contains(part)
                    && (part.Length >= FewestLettersOfAPart || (isWithSingles && Hangul.IsSyllable(part[0])))
                    && !(best[to]?.Words <= before.Words + 1))
                {
                    best[to] = (before.Words + 1, from);
                }
            }
        }

        var parts = new Stack<string>();
        for (var to = joined.Length; to > 0 && best[to] is { } word; to = word.From)
        {
            parts.Push(joined[word.From..to]);
        }

        return parts.Count > 0 ? string.Join(' ', parts) : null;
    }

    private IEnumerable<Correction> Respelt(string[] query, IReadOnlyList<SimilarTerm> similar)
    {
        var areAllKnown = isWordKnown.All(isKnown => isKnown);
        var best = query.Select((word, i) => isWordKnown[i] && !areAllKnown ? [] : Nearest(word, similar)).ToArray();
        if (areAllKnown)
        {
            // Any one of the words may be the wrong one.
            return best.SelectMany((terms, i) => terms.Take(1).Select(term => With(query, (i, term))));
        }

        if (best.Where((terms, i) => !isWordKnown[i]).Any(terms => terms.Length == 0))
        {
            return [];
        }

        return Enumerable.Range(0, best.Max(terms => terms.Length))
            .Select(rank => With(query, [.. best.Select((terms, i) => (i, terms))
                .Where(word => word.terms.Length > 0)
                .Select(word => (word.i, word.terms[Math.Min(rank, word.terms.Length - 1)]))]));
    }

    private static string[] Nearest(string word, IReadOnlyList<SimilarTerm> similar) =>
    [
        .. similar.Where(term => term.Word == word && term.Term != word)
            .Select(term => (term.Term, term.Field, term.Products, Distance: Misspelling.DistanceOf(word, term.Term)))
            .Where(term => term.Distance is not null)
            .OrderBy(term => term.Distance)
            .ThenByDescending(term => term.Field)
            .ThenByDescending(term => term.Products)
            .ThenBy(term => term.Term, StringComparer.Ordinal)
            .Select(term => term.Term)
            .Distinct()
            .Take(2),
    ];

    private static Correction With(string[] query, params (int Place, string Term)[] replaced)
    {
        var corrected = query.ToArray();
        foreach (var (place, term) in replaced)
        {
            corrected[place] = term;
        }

        return new(string.Join(' ', corrected), true);
    }
}

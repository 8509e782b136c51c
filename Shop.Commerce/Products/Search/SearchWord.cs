// A word of a query and the strings by which it is looked up in search_parts. The groups of a word are tried in order,
// and the first that matches a word of the vocabulary counts. Pure functions.
using Shop.Commerce.Products.Search.Spelling;

namespace Shop.Commerce.Products.Search;

/// <summary>
/// A range of search_parts: everything that begins with <paramref name="Text"/>. A word of the vocabulary that is the
/// text, begins with it or has it within belongs to the group of that number.
/// </summary>
internal readonly record struct Lookup(
    PartKind Kind, string Text, short WholeGroup, short BeginningGroup, short WithinGroup)
{
    /// <summary>Every text that begins with <see cref="Text"/> is below this.</summary>
    public string End => Text + "\U0010FFFF";
}

/// <summary>
/// A word of a query: <paramref name="Typed"/> as it was typed, <paramref name="Text"/> as words are compared.
/// </summary>
internal sealed record SearchWord(string Typed, string Text)
{
    /// <summary>Further words of a query are ignored: they would cost time and add nothing.</summary>
    public const int Most = 20;

    private const short KeysGroup = 9;
    private const int ShortestInitials = 2;
    private const int LongestNarrow = 2;

    /// <summary>The different words of a query.</summary>
    public static IReadOnlyList<SearchWord> Of(string? search) =>
    [
        .. SearchText.RawWordsOf(search ?? "")
            .Select(raw => new SearchWord(raw, string.Concat(SearchText.WordsOf(raw))))
            .Where(word => word.Text.Length > 0)
            .DistinctBy(word => word.Text)
            .Take(Most),
    ];

    public IEnumerable<Lookup> Lookups()
    {
        // Nearly every word has any one or two Latin letters in it, so these mean a whole word if there is one.
        var isNarrow = Text.Length <= LongestNarrow && !Text.Any(Hangul.IsSyllable);
        var isSyllable = Text.Length == 1 && Hangul.IsSyllable(Text[0]);
        yield return isNarrow ? new(PartKind.Text, Text, 1, 2, 3)
            : isSyllable ? new(PartKind.Text, Text, 1, 1, 2)
            : new(PartKind.Text, Text, 1, 1, 1);

        if (Hangul.TypedInitials(Text) is { Length: >= ShortestInitials } initials)
        {
            yield return new(PartKind.Initials, initials, 4, 5, 6);
        }
        else if (Text.Any(Hangul.IsSyllable))
        {
            // A syllable that is still being typed: 스탠ㄷ and 슽 are beginnings of 스탠드.
            yield return new(PartKind.Keys, Hangul.KeysOf(Text), KeysGroup, KeysGroup, KeysGroup);
        }
    }
}

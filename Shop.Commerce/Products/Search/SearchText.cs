// Splits text into words in the form in which names are indexed and queries are compared: composed, lower case, without
// accents and full-width forms. Pure functions.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Shop.Commerce.Products.Search.Spelling;

namespace Shop.Commerce.Products.Search;

internal static partial class SearchText
{
    /// <summary>Longer words are cut, because no query is longer.</summary>
    public const int LongestWord = Limits.SearchLength;

    private const int FullWidthOffset = '！' - '!';

    /// <summary>The words between spaces, with their punctuation, each in its normal form.</summary>
    public static IReadOnlyList<string> WordsOf(string text) =>
    [
        .. RawWordsOf(text)
            .Select(Fold)
            .Where(word => word.Length > 0)
            .Select(word => ReadableText.Cut(word, LongestWord)),
    ];

    /// <summary>The words between spaces as they were typed, composed.</summary>
    public static IReadOnlyList<string> RawWordsOf(string text) =>
        Compose(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The parts of a word between punctuation: hand-forged has two.</summary>
    public static IReadOnlyList<string> PlainPartsOf(string word) =>
        [.. PlainPart().Matches(word).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}\p{Nd}\p{Cs}]+")]
    private static partial Regex PlainPart();

    /// <summary>Whether a part of a text begins and ends between characters, not within a surrogate pair.</summary>
    public static bool IsWhole(string part) => !char.IsLowSurrogate(part[0]) && !char.IsHighSurrogate(part[^1]);

    /// <summary>Lower case without accents; Hangul stays.</summary>
    public static string Fold(string word)
    {
        if (word.All(c => Hangul.IsSyllable(c) || c is (>= 'a' and <= 'z') or (>= '0' and <= '9')))
        {
            return word;
        }

        var decomposed = word.ToLowerInvariant().Normalize(NormalizationForm.FormD);
        var folded = new StringBuilder(decomposed.Length);
        foreach (var c in decomposed)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(c is >= '！' and <= '～' ? (char)(c - FullWidthOffset) : c);
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    // Some keyboards send Hangul as separate jamo. A lone jamo is replaced by the compatibility jamo that other
    // keyboards send.
    private static string Compose(string text)
    {
        const char First = 'ᄀ', Last = 'ᄒ';
        return string.Concat(text.Normalize(NormalizationForm.FormC)
            .Select(c => c is >= First and <= Last ? Hangul.Initials[c - First] : c));
    }
}

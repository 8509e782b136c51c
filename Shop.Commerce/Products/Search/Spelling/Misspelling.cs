// Decides which words may be misspellings of each other. The rough form of a word replaces letters that Koreans confuse
// by one letter (ㅐ and ㅔ, ㅛ and ㅗ, ㅆ and ㅅ). Two words match if their rough forms are equal after at most one character
// has been left out of each (a substitution, an omission, an insertion or a swap). This is a test for equality, so an
// ordinary index serves it. The distance between two words is then measured letter by letter. Pure functions.
using System.Collections.Frozen;

namespace Shop.Commerce.Products.Search.Spelling;

internal static class Misspelling
{
    /// <summary>Shorter words have too many neighbours; counted in letters (스탠드 has 7).</summary>
    public const int FewestLetters = 4;

    private const double LongWord = 7;
    private const double Confused = 0.5;

    // Pairs of a letter and its rough form, which is no first letter of a pair.
    private const string Rough = "ㅐㅔㅒㅔㅖㅔㅑㅏㅕㅓㅛㅗㅠㅜㅙㅚㅞㅚㄲㄱㄸㄷㅃㅂㅆㅅㅉㅈㄳㄱㄵㄴㄶㄴㄺㄱㄻㅁㄼㄹㄽㄹㄾㄹㄿㅂㅀㄹㅄㅂ";

    /// <summary>
    /// The forms by which a word is found: the rough form, and the rough form without any one character.
    /// </summary>
    public static IReadOnlySet<string> FormsOf(string word)
    {
        var rough = string.Concat(Hangul.LettersOf(word).Select(RoughOf));
        // A word with digits is not corrected: another number is another product.
        return rough.Length < FewestLetters || rough.Any(c => char.IsDigit(c) || char.IsSurrogate(c))
            ? FrozenSet<string>.Empty
            : Enumerable.Range(0, rough.Length).Select(i => rough.Remove(i, 1)).Append(rough)
                .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The distance between two words; null if it is too large for a misspelling.</summary>
    public static double? DistanceOf(string one, string other)
    {
        var (a, b) = (Hangul.LettersOf(one), Hangul.LettersOf(other));
        var distance = Measure(a, b);
        return distance <= (Math.Min(a.Length, b.Length) < LongWord ? 1 : 2) ? distance : null;
    }

    private static char RoughOf(char letter)
    {
        var at = Rough.IndexOf(letter);
        return at >= 0 && at % 2 == 0 ? Rough[at + 1] : letter;
    }

    // The optimal string alignment distance; confusing two letters that are alike counts half.
    private static double Measure(string a, string b)
    {
        var (before, last, now) = (new double[b.Length + 1], new double[b.Length + 1], new double[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                now[j] = Math.Min(Math.Min(last[j], now[j - 1]) + 1, last[j - 1] + CostOf(a[i - 1], b[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
                }
            }

            (before, last, now) = (last, now, before);
        }

        return last[b.Length];
    }

    private static double CostOf(char a, char b) => a == b ? 0 : RoughOf(a) == RoughOf(b) ? Confused : 1;
}

// Hangul as a search needs it: the initial consonants of a word (초성: 스탠드 → ㅅㅌㄷ) and the keys of the 두벌식
// keyboard (스탠드 → tmxosem) with the way back. Pure functions; letters of other scripts stay as they are.
using System.Collections.Frozen;
using System.Text;

namespace Shop.Commerce.Products.Search;

/// <summary>Decomposes and composes Hangul.</summary>
internal static class Hangul
{
    private const char FirstSyllable = '가';
    private const char LastSyllable = '힣';

    private const string Initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    private const string Vowels = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    private const string Finals = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    // Each letter and the keys that type it.
    private static readonly FrozenDictionary<char, string> KeysOfLetter =
        """
        ㄱr ㄲR ㄴs ㄷe ㄸE ㄹf ㅁa ㅂq ㅃQ ㅅt ㅆT ㅇd ㅈw ㅉW ㅊc ㅋz ㅌx ㅍv ㅎg
        ㅏk ㅐo ㅑi ㅒO ㅓj ㅔp ㅕu ㅖP ㅗh ㅛy ㅜn ㅠb ㅡm ㅣl ㅘhk ㅙho ㅚhl ㅝnj ㅞnp ㅟnl ㅢml
        ㄳrt ㄵsw ㄶsg ㄺfr ㄻfa ㄼfq ㄽft ㄾfx ㄿfv ㅀfg ㅄqt
        """
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .ToFrozenDictionary(pair => pair[0], pair => pair[1..]);

    private static readonly FrozenDictionary<string, char> LetterOfKeys =
        KeysOfLetter.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static bool IsSyllable(char c) => c is >= FirstSyllable and <= LastSyllable;

    /// <summary>True for a letter outside a syllable, as in ㅅㅌㄷ or 스탠ㄷ.</summary>
    public static bool IsLetter(char c) => KeysOfLetter.ContainsKey(c);

    public static bool IsHangul(char c) => IsSyllable(c) || IsLetter(c);

    /// <summary>The initial consonants of the syllables; other characters stay.</summary>
    public static string InitialsOf(string text) => string.Concat(
        text.Select(c => IsSyllable(c) ? Initials[(c - FirstSyllable) / (Vowels.Length * (Finals.Length + 1))] : c));

    /// <summary>
    /// The initial consonants that a shopper typed, or null when the word is not made of them alone. A Korean keyboard
    /// joins two consonants where it can: ㄱㅅ arrives as ㄳ.
    /// </summary>
    public static string? TypedInitials(string word)
    {
        var typed = new StringBuilder();
        foreach (var c in word)
        {
            if (Initials.Contains(c))
            {
                typed.Append(c);
            }
            else if (Finals.Contains(c))
            {
                typed.Append(LetterOfKeys[KeysOfLetter[c][..1]]).Append(LetterOfKeys[KeysOfLetter[c][1..]]);
            }
            else
            {
                return null;
            }
        }

        return typed.ToString();
    }

    /// <summary>The letters of each syllable, two or three; other characters stay.</summary>
    public static string LettersOf(string text)
    {
        var letters = new StringBuilder(text.Length * 3);
        foreach (var c in text)
        {
            if (!IsSyllable(c))
            {
                letters.Append(c);
                continue;
            }

            var (rest, final) = Math.DivRem(c - FirstSyllable, Finals.Length + 1);
            var (initial, vowel) = Math.DivRem(rest, Vowels.Length);
            letters.Append(Initials[initial]).Append(Vowels[vowel]);
            if (final > 0)
            {
                letters.Append(Finals[final - 1]);
            }
        }

        return letters.ToString();
    }

    /// <summary>The keys that type this text on a 두벌식 keyboard.</summary>
    public static string KeysOf(string text)
    {
        var keys = new StringBuilder(text.Length * 4);
        foreach (var c in LettersOf(text))
        {
            if (KeysOfLetter.TryGetValue(c, out var typed))
            {
                keys.Append(typed);
            }
            else
            {
                keys.Append(c);
            }
        }

        return keys.ToString();
    }

    /// <summary>The Hangul that these keys type; characters that are no key stay.</summary>
    public static string FromKeys(string keys)
    {
        var letters = keys.Select(LetterOf).ToArray();
        var text = new StringBuilder(keys.Length);
        for (var i = 0; i < letters.Length;)
        {
            i = IsInitial(i) && IsVowel(i + 1) ? AppendSyllable(i) : AppendLetter(i);
        }

        return text.ToString();

        int AppendSyllable(int at)
        {
            var initial = letters[at];
            var vowel = Joined(at + 1, IsVowel, out var next);
            var final = '\0';
            if (IsFinal(next) && !IsVowel(next + 1))
            {
                // Two consonants form one final unless the second begins the next syllable.
                final = letters[next];
                if (Join(next) is { } both && Finals.Contains(both) && !IsVowel(next + 2))
                {
                    (final, next) = (both, next + 1);
                }

                next++;
            }

            var index = (Initials.IndexOf(initial) * Vowels.Length) + Vowels.IndexOf(vowel);
            text.Append((char)(FirstSyllable + (index * (Finals.Length + 1))
                + (final == '\0' ? 0 : Finals.IndexOf(final) + 1)));
            return next;
        }

        int AppendLetter(int at)
        {
            text.Append(Joined(at, IsVowel, out var next));
            return next;
        }

        char Joined(int at, Func<int, bool> isOne, out int next)
        {
            if (isOne(at) && isOne(at + 1) && Join(at) is { } both)
            {
                next = at + 2;
                return both;
            }

            next = at + 1;
            return letters[at];
        }

        char? Join(int at) => at + 1 < letters.Length && IsLetter(letters[at]) && IsLetter(letters[at + 1])
            && LetterOfKeys.TryGetValue(KeysOfLetter[letters[at]] + KeysOfLetter[letters[at + 1]], out var both)
                ? both
                : null;
        bool IsInitial(int at) => at < letters.Length && Initials.Contains(letters[at]);
        bool IsFinal(int at) => at < letters.Length && Finals.Contains(letters[at]);
        bool IsVowel(int at) => at < letters.Length && Vowels.Contains(letters[at]);
    }

    // A capital without its own letter types the letter of its lower-case key: Shift was held too long.
    private static char LetterOf(char key) =>
        LetterOfKeys.TryGetValue($"{key}", out var letter) ? letter
        : char.IsAsciiLetterUpper(key) && LetterOfKeys.TryGetValue($"{char.ToLowerInvariant(key)}", out letter) ? letter
        : key;
}

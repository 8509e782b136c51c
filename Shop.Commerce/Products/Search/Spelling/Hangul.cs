// Hangul as a search needs it: the initial consonants of a word (초성: 스탠드 → ㅅㅌㄷ) and the keys of the 두벌식
// keyboard (스탠드 → tmxosem) with the way back. Pure functions; letters of other scripts stay as they are.
using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Shop.Commerce.Products.Search.Spelling;

internal static partial class Hangul
{
    private const char FirstSyllable = '가';
    private const char LastSyllable = '힣';

    /// <summary>The letters that begin a syllable, in the order of Unicode.</summary>
    public const string Initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    private const string Vowels = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    private const string Finals = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    // A vowel that two keys type, and a final consonant that two keys type.
    private const string VowelOfTwo = "ㅗ[ㅏㅐㅣ]|ㅜ[ㅓㅔㅣ]|ㅡㅣ";
    private const string FinalOfTwo = "ㄱㅅ|ㄴ[ㅈㅎ]|ㄹ[ㄱㅁㅂㅅㅌㅍㅎ]|ㅂㅅ";

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
        var letters = string.Concat(word.Select(letter => Initials.Contains(letter) || !Finals.Contains(letter)
            ? $"{letter}"
            : string.Concat(KeysOfLetter[letter].Select(LetterOf))));
        return letters.All(Initials.Contains) ? letters : null;
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
    public static string KeysOf(string text) => string.Concat(
        LettersOf(text).Select(letter => KeysOfLetter.TryGetValue(letter, out var keys) ? keys : $"{letter}"));

    /// <summary>The Hangul that these keys type; characters that are no key stay.</summary>
    public static string FromKeys(string keys) =>
        TypedLetters().Replace(string.Concat(keys.Select(LetterOf)), typed => typed.Groups["initial"].Success
            ? $"{Syllable(typed.Groups["initial"].Value, typed.Groups["vowel"].Value, typed.Groups["final"].Value)}"
            : $"{Joined(typed.Value)}");

    // A syllable, or a vowel by itself. A consonant before a vowel begins the next syllable.
    [GeneratedRegex(
        $"(?<initial>[{Initials}])(?<vowel>{VowelOfTwo}|[{Vowels}])"
        + $"(?<final>(?:{FinalOfTwo}|[{Finals}])(?![{Vowels}]))?|{VowelOfTwo}")]
    private static partial Regex TypedLetters();

    private static char Syllable(string initial, string vowel, string final)
    {
        var index = (Initials.IndexOf(initial[0]) * Vowels.Length) + Vowels.IndexOf(Joined(vowel));
        return (char)(FirstSyllable + (index * (Finals.Length + 1))
            + (final.Length == 0 ? 0 : Finals.IndexOf(Joined(final)) + 1));
    }

    private static char Joined(string letters) =>
        letters.Length == 1 ? letters[0] : LetterOfKeys[KeysOf(letters)];

    // A capital without its own letter types the letter of its lower-case key: Shift was held too long.
    private static char LetterOf(char key) =>
        LetterOfKeys.TryGetValue($"{key}", out var letter) ? letter
        : char.IsAsciiLetterUpper(key) && LetterOfKeys.TryGetValue($"{char.ToLowerInvariant(key)}", out letter) ? letter
        : key;
}

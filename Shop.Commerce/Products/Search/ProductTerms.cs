// The terms by which a product is found: the words of its names, its category and its description in both languages,
// and for each word the strings that are looked up in an ordinary index (its tails, its initial consonants, its keys,
// its misspelt forms). Pure functions; WriteIndex stores the result. A change of what they return needs a new Version.
using System.Collections.Frozen;
using Shop.Commerce.Products.Search.Spelling;

namespace Shop.Commerce.Products.Search;

/// <summary>The texts of a product that are searched.</summary>
internal sealed record ProductTexts(
    int Id, string NameKo, string NameEn, string CategoryKo, string CategoryEn, string DescriptionKo,
    string DescriptionEn);

/// <summary>How strongly a word identifies a product; the number is stored in product_terms.</summary>
internal enum Field : short
{
    Description = 1,
    Category = 2,
    Name = 3,
}

/// <summary>What kind of string leads to a word; the number is stored in search_parts.</summary>
internal enum PartKind : short
{
    /// <summary>The word from its first or a later character on.</summary>
    Text = 1,

    /// <summary>The initial consonants of the word, from the first or a later one on.</summary>
    Initials = 2,

    /// <summary>The keys of the whole word.</summary>
    Keys = 3,

    /// <summary>A form of <see cref="Misspelling.FormsOf"/>.</summary>
    Misspelt = 4,
}

/// <summary>
/// A string that leads to a word; <paramref name="Skipped"/> characters of the word come before it.
/// </summary>
internal readonly record struct Part(PartKind Kind, string Text, short Skipped);

internal static class ProductTerms
{
    /// <summary>The version of the index; `migrate` indexes every product of another version.</summary>
    public const int Version = 1;

    // A single syllable is similar to too many others.
    private const int FewestSyllables = 2;

    // Words that nearly every English description contains.
    private static readonly FrozenSet<string> StopWords = FrozenSet.ToFrozenSet(
        "a an and are as at be by for from has have in is it its no not of on one or so that the this to with you your"
            .Split(' '));

    /// <summary>Each word once, with the strongest field in which it occurs.</summary>
    public static IReadOnlyDictionary<string, Field> Of(ProductTexts texts)
    {
        var terms = new Dictionary<string, Field>(StringComparer.Ordinal);
        Add(texts.NameKo, Field.Name);
        Add(texts.NameEn, Field.Name);
        Add(texts.CategoryKo, Field.Category);
        Add(texts.CategoryEn, Field.Category);
        Add(texts.DescriptionKo, Field.Description);
        Add(texts.DescriptionEn, Field.Description);
        return terms;

        void Add(string text, Field field)
        {
            foreach (var word in SearchText.WordsOf(text))
            {
                var parts = SearchText.PlainPartsOf(word);
                foreach (var part in parts.Where(part => field != Field.Description || !StopWords.Contains(part)))
                {
                    terms.TryAdd(part, field);
                }

                // Also with its punctuation, so that "100%" and "a_b" are found as written.
                if (field == Field.Name && (parts.Count != 1 || parts[0] != word))
                {
                    terms.TryAdd(word, field);
                }
            }
        }
    }

    /// <summary>
    /// The strings by which a word is looked up. Any part of a name or category is found; of a description only the
    /// beginnings of its words.
    /// </summary>
    public static IEnumerable<Part> PartsOf(string term, Field field)
    {
        var isHangul = term.Any(Hangul.IsSyllable);
        if (field == Field.Description)
        {
            return MisspeltOf(term, 0).Prepend(new(PartKind.Text, term, 0));
        }

        // Korean words are compounded: 막걸리 must be found in 생막걸리, also misspelt.
        var tails = TailsOf(PartKind.Text, term).ToList();
        var misspelt = tails.Where(tail => tail.Skipped == 0 || (isHangul && tail.Text.Length >= FewestSyllables))
            .SelectMany(tail => MisspeltOf(tail.Text, tail.Skipped));
        var initials = term.Count(Hangul.IsSyllable) >= FewestSyllables
            ? TailsOf(PartKind.Initials, Hangul.InitialsOf(term))
            : [];
        return isHangul
            ? [.. tails, .. misspelt, .. initials, new(PartKind.Keys, Hangul.KeysOf(term), 0)]
            : [.. tails, .. misspelt];
    }

    private static IEnumerable<Part> MisspeltOf(string text, short skipped) =>
        Misspelling.FormsOf(text).Select(form => new Part(PartKind.Misspelt, form, skipped));

    private static IEnumerable<Part> TailsOf(PartKind kind, string text) => Enumerable.Range(0, text.Length)
        .Where(i => !char.IsLowSurrogate(text[i])).Select(i => new Part(kind, text[i..], (short)i));
}

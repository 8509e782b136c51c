using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Shop.Contracts;

/// <summary>Checks and shortens text from callers before it is compared, stored or shown.</summary>
public static class ReadableText
{
    /// <summary>The first <paramref name="maxLength"/> UTF-16 units, or one less: surrogate pairs stay whole.</summary>
    public static string Cut(string text, int maxLength) => text.Length <= maxLength
        ? text
        : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    /// <summary>
    /// True if the text contains only valid characters. Half a surrogate pair, a Unicode noncharacter or NUL cannot be
    /// normalized or cannot be stored as text in the database.
    /// </summary>
    public static bool IsText(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done
                || rune.Value is 0 or (>= 0xFDD0 and <= 0xFDEF)
                || (rune.Value & 0xFFFE) == 0xFFFE)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }
}

/// <summary>
/// Text of valid characters that is not blank. Without the spaces around it, it has at most as many UTF-16 units as the
/// attribute's argument says.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ReadableTextAttribute : StringLengthAttribute
{
    public ReadableTextAttribute(int maximumLength) : base(maximumLength)
    {
        MinimumLength = 1;
        ErrorMessage = "Enter 1 to {1} readable characters.";
    }

    /// <summary>Accepts null and blank text too.</summary>
    public bool IsOptional
    {
        get => MinimumLength == 0;
        set => MinimumLength = value ? 0 : 1;
    }

    /// <summary>Refuses control characters, such as line breaks.</summary>
    public bool IsSingleLine { get; set; }

    public override bool IsValid(object? value) => value is string text && !string.IsNullOrWhiteSpace(text)
        ? text.Trim().Length <= MaximumLength
            && ReadableText.IsText(text)
            && !(IsSingleLine && text.Any(char.IsControl))
        : IsOptional;
}

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

// The order's name as payment companies accept it: NICE, Smartro and Inicis cut or refuse more than 40 bytes, and NICE
// and TossPay refuse some characters. Pages show the name unchanged.
using System.Globalization;
using System.Text;

namespace Shop.Web.PortOne;

public static class WindowOrderName
{
    public const int MaxBytes = 40;

    private const string Refused = "%&|$-+=[],\\";

    /// <summary>The first product's name, and "외 N건" or "and N more" if there are more lines.</summary>
    public static string For(string firstProduct, int lines, bool isKorean)
    {
        var more = (lines, isKorean) switch
        {
            (1, _) => "",
            (_, true) => $" 외 {lines - 1}건",
            _ => $" and {lines - 1} more",
        };
        var name = Cut(Clean(firstProduct), MaxBytes - Encoding.UTF8.GetByteCount(more));
        return (name, isKorean) switch
        {
            ("", true) => "상품" + more,
            ("", false) => "Goods" + more,
            _ => name + more,
        };
    }

    // Replaces rejected and control characters by a blank, and several blanks by one.
    private static string Clean(string name)
    {
        var clean = string.Concat(name.EnumerateRunes().Select(rune => IsTaken(rune) ? rune.ToString() : " "));
        return string.Join(' ', clean.Normalize().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsTaken(Rune rune) => rune != Rune.ReplacementChar
        && !Refused.Contains((char)Math.Min(rune.Value, char.MaxValue))
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Cut(string name, int bytes)
    {
        var length = 0;
        while (length < name.Length)
        {
            var character = StringInfo.GetNextTextElementLength(name, length);
            bytes -= Encoding.UTF8.GetByteCount(name.AsSpan(length, character));
            if (bytes < 0)
            {
                break;
            }

            length += character;
        }

        return name[..length].TrimEnd();
    }
}

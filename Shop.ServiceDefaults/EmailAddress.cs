using System.Text.RegularExpressions;

namespace Shop.ServiceDefaults;

/// <summary>The e-mail addresses that the shop accepts: those that HTML's input type accepts, with a domain.</summary>
public static partial class EmailAddress
{
    /// <summary>The longest address, in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>True for an address without surrounding blanks.</summary>
    public static bool IsValid(string text) => text.Length <= MaxLength && Pattern().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+\z")]
    private static partial Regex Pattern();
}

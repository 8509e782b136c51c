using System.Text.RegularExpressions;

namespace Shop.Account.Credentials;

/// <summary>A login id is 4 to 20 of a–z, 0–9 and _; capitals are the same as small letters.</summary>
public static partial class LoginId
{
    public const string Rule = "A login id has 4 to 20 letters a-z, digits or underscores.";

    /// <summary>The stored form, or null when no account can have this login id.</summary>
    public static string? Parse(string text) => WellFormed().IsMatch(text) ? text.ToLowerInvariant() : null;

    [GeneratedRegex(@"\A[A-Za-z0-9_]{4,20}\z")]
    private static partial Regex WellFormed();
}

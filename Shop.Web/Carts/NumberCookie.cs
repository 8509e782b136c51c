using System.Globalization;

namespace Shop.Web.Carts;

/// <summary>A cookie of positive numbers in rows, after the version of the format: "1.12x2.7x1".</summary>
public static class NumberCookie
{
    private const string Format = "1.";

    /// <summary>The rows of the cookie; an invalid number is -1.</summary>
    public static IEnumerable<long[]> ReadNumbers(this HttpContext context, string name, int maxRows) =>
        context.Request.Cookies[name] is { } cookie && cookie.StartsWith(Format, StringComparison.Ordinal)
            ? cookie[Format.Length..].Split('.').Take(maxRows).Select(row => row.Split('x').Select(Parse).ToArray())
            : [];

    public static void SetNumbers(
        this HttpContext context, string name, TimeSpan lifetime, IEnumerable<long[]> rows) =>
        context.SetCookie(name, Format + string.Join('.', rows.Select(row => string.Join('x', row))), lifetime);

    private static long Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}

using System.Text.Json;

namespace Shop.Commerce.PortOne;

/// <summary>Reads JSON fields leniently: null if a field is missing or of another type than documented.</summary>
internal static class JsonElementExtensions
{
    private const int LongestText = 200;

    /// <summary>
    /// A non-empty text that the database can store: cut at 200 characters, with control characters and surrogates
    /// replaced by '?'.
    /// </summary>
    public static string? Text(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.String } field
            && (Decode(field) ?? field.GetRawText()) is { Length: > 0 } text
            ? string.Concat(text.Take(LongestText).Select(
                character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character))
            : null;

    /// <summary>
    /// A text as it was sent, of any length; null if the field is no text or has half a surrogate pair.
    /// </summary>
    public static string? RawText(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.String } field ? Decode(field) : null;

    public static long? Number(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt64(out var number)
            ? number
            : null;

    public static DateTimeOffset? Time(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.String } field && field.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : null;

    public static JsonElement Part(this JsonElement of, string name) => of.Field(name) ?? default;

    private static JsonElement? Field(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var field) ? field : null;

    private static string? Decode(JsonElement field)
    {
        try
        {
            return field.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair, which JSON can escape but a string cannot hold.
        }
    }
}

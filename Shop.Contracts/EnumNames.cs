using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>The names of enums in JSON and in the database: <c>RefundDue</c> is <c>REFUND_DUE</c>.</summary>
public static class EnumNames
{
    /// <summary>The value's name in upper snake case.</summary>
    public static string ToUpperSnake<T>(this T value) where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());

    /// <summary>The value with this name.</summary>
    /// <exception cref="ArgumentException">No value has this name.</exception>
    public static T Parse<T>(string text) where T : struct, Enum =>
        Enum.Parse<T>(text.Replace("_", ""), ignoreCase: true);

    /// <summary>Reads a name from a request; false if no value has it.</summary>
    public static bool TryParse<T>(string? text, out T value) where T : struct, Enum =>
        Enum.TryParse(text?.Replace("_", ""), ignoreCase: true, out value)
            && text!.Equals(value.ToUpperSnake(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>Reads and writes an enum as its name in upper snake case; numbers are refused.</summary>
public sealed class EnumNameJsonConverter()
    : JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);

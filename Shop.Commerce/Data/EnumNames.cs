using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Shop.Commerce.Data;

/// <summary>The names of our enums in the database and in JSON: <c>RefundDue</c> is <c>REFUND_DUE</c>.</summary>
public static class EnumNames
{
    public static string ToUpperSnake<T>(this T value) where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());

    public static T Parse<T>(string text) where T : struct, Enum =>
        Enum.Parse<T>(text.Replace("_", ""), ignoreCase: true);
}

/// <summary>Stores an enum as its name in upper snake case.</summary>
internal sealed class EnumNameConverter<T>() : ValueConverter<T, string>(
    value => value.ToUpperSnake(), text => EnumNames.Parse<T>(text)) where T : struct, Enum;

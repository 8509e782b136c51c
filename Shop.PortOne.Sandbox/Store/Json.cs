// The JSON format of responses, the journal and webhooks, which is PortOne's: camelCase, enums in upper snake case,
// null values omitted, times in UTC with as many fraction digits as needed.
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>The sandbox's JSON options.</summary>
public static class Json
{
    /// <summary>Unknown fields are ignored. Missing ones are refused unless the record has a default.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { FollowTheRecord } },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false),
            new UtcTime(),
        },
    };

    // Computed properties of a record are not serialized. Nullable parameters are optional, because null values are
    // omitted when writing.
    private static void FollowTheRecord(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(
            property => property.Set is null && property.AssociatedParameter is null).ToList())
        {
            type.Properties.Remove(property);
        }

        foreach (var property in type.Properties.Where(
            property => property.AssociatedParameter is { IsNullable: true }))
        {
            property.IsRequired = false;
        }
    }

    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }
}

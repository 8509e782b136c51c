// One way of writing JSON for the wire, the file and the webhooks, as the provider writes it: camelCase, enums in upper
// snake case, absent instead of null, times in UTC with as many fraction digits as they need.
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>How the sandbox reads and writes JSON.</summary>
public static class Json
{
    /// <summary>Unknown fields are ignored, missing ones are refused where the record has no default.</summary>
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

    // What a record computes from its values is neither kept in the file nor shown. What may be null may be absent,
    // because absent is how null is written.
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

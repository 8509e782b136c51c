using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Shop.Web.PortOne;

/// <summary>Reads the JSON of a channel's configuration, and adds its parameters to a request.</summary>
internal static class ChannelJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="FormatException">The JSON is malformed, or a member is unknown or missing.</exception>
    public static T Read<T>(string json) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new FormatException("The JSON is null.");
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    /// <summary>Adds every member of <paramref name="more"/>. Objects are merged, other values replaced.</summary>
    public static void Merge(this JsonObject target, JsonObject? more)
    {
        foreach (var (name, value) in more ?? [])
        {
            if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                existing.Merge(inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}

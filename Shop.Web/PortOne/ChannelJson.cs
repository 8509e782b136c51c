using System.Text.Json;

namespace Shop.Web.PortOne;

/// <summary>Reads the JSON of a channel's configuration.</summary>
internal static class ChannelJson
{
    /// <exception cref="FormatException">The JSON is malformed, or a member is unknown or missing.</exception>
    public static T Read<T>(string json, JsonSerializerOptions options) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, options) ?? throw new FormatException("The JSON is null.");
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
    }
}

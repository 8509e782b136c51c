using Microsoft.Extensions.Configuration;

namespace Shop.ServiceDefaults;

/// <summary>In whose name a service speaks to PortOne's API, and where that is (<c>PortOne:*</c>).</summary>
public sealed record PortOneSettings(string ApiSecret, string StoreId, Uri BaseUrl)
{
    private const string Section = "PortOne";
    private const string UsualBaseUrl = "https://api.portone.io";

    /// <summary>Reads the settings, or refuses to start without them.</summary>
    public static PortOneSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var baseUrl = section[nameof(BaseUrl)] is { Length: > 0 } given ? given : UsualBaseUrl;
        return new(
            Required(section, nameof(ApiSecret)),
            Required(section, nameof(StoreId)),
            Uri.TryCreate(baseUrl, UriKind.Absolute, out var url)
                ? url
                : throw new InvalidOperationException($"{Section}:{nameof(BaseUrl)} is not an absolute address."));
    }

    private static string Required(IConfigurationSection section, string name) =>
        section[name] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{Section}:{name} is missing. Start through the AppHost, or set it from PortOne's console.");

    // The secret stays out of whatever prints the settings.
    public override string ToString() => $"{StoreId} at {BaseUrl}";
}

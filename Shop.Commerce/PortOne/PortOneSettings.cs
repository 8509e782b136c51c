namespace Shop.Commerce.PortOne;

/// <summary>Whose payments these are, and where PortOne is.</summary>
public sealed record PortOneSettings(string ApiSecret, string StoreId, Uri BaseUrl)
{
    private const string Section = "PortOne";
    private const string UsualBaseUrl = "https://api.portone.io";

    /// <summary>Reads the settings, or refuses to start without them.</summary>
    public static PortOneSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new(
            Required(section, nameof(ApiSecret)),
            Required(section, nameof(StoreId)),
            new(section[nameof(BaseUrl)] is { Length: > 0 } given ? given : UsualBaseUrl));
    }

    private static string Required(IConfigurationSection section, string name) =>
        section[name] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{Section}:{name} is missing. Start through the AppHost, or set it.");

    // The secret stays out of whatever prints the settings.
    public override string ToString() => $"{StoreId} at {BaseUrl}";
}

namespace Shop.ServiceDefaults;

/// <summary>The shop's access to PortOne's REST API (<c>PortOne:*</c>).</summary>
public sealed class PortOneSettings
{
    public const string Section = "PortOne";

    public string ApiSecret { get; init; } = "";

    public string StoreId { get; init; } = "";

    /// <summary>PortOne's API, or the sandbox.</summary>
    public Uri BaseUrl { get; init; } = new("https://api.portone.io");
}

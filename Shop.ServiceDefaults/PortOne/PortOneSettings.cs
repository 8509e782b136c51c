namespace Shop.ServiceDefaults.PortOne;

/// <summary>The shop's access to PortOne's REST API (<c>PortOne:*</c>).</summary>
public sealed class PortOneSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "PortOne";

    /// <summary>The V2 API secret; required.</summary>
    public string ApiSecret { get; init; } = "";

    /// <summary>The store's id; required.</summary>
    public string StoreId { get; init; } = "";

    /// <summary>The address of PortOne's API, or of the sandbox.</summary>
    public Uri BaseUrl { get; init; } = new("https://api.portone.io");
}

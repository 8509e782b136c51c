namespace Shop.Account.PortOne;

/// <summary>How PortOne is reached (<c>PortOne:*</c>).</summary>
public sealed class PortOneSettings
{
    private const string Production = "https://api.portone.io";

    public required string ApiSecret { get; init; }

    public required string StoreId { get; init; }

    /// <summary>An origin: PortOne owns the root of its host.</summary>
    public required Uri BaseUrl { get; init; }

    public static PortOneSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("PortOne");
        return new()
        {
            ApiSecret = Required("ApiSecret"),
            StoreId = Required("StoreId"),
            BaseUrl = Uri.TryCreate(section["BaseUrl"] ?? Production, UriKind.Absolute, out var url)
                ? url
                : throw new InvalidOperationException("PortOne:BaseUrl is not an absolute URL."),
        };

        string Required(string name) => section[name] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"PortOne:{name} is missing. Start through the AppHost, or set it from PortOne's console.");
    }
}

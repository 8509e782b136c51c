namespace Shop.ServiceDefaults.PortOne;

/// <summary>The shop's access to PortOne's REST API (<c>PortOne:*</c>).</summary>
public sealed class PortOneSettings
{
    public const string Section = "PortOne";

    /// <summary>The V2 API secret; required.</summary>
    public string ApiSecret { get; init; } = "";

    /// <summary>The store's id; required.</summary>
    public string StoreId { get; init; } = "";

    /// <summary>The address of PortOne's API, or of the sandbox.</summary>
    public Uri BaseUrl { get; init; } = new("https://api.portone.io");
}

public static class PortOneClients
{
    private const string Source = "from PortOne's console";
    private const int MaxResponseBytes = 1024 * 1024;

    public static void AddPortOneSettings(this IServiceCollection services) =>
        services.AddSettings<PortOneSettings>(PortOneSettings.Section)
            .Validate(settings => settings.ApiSecret.Length > 0, Settings.Missing("PortOne:ApiSecret", Source))
            .Validate(settings => settings.StoreId.Length > 0, Settings.Missing("PortOne:StoreId", Source))
            .Validate(
                settings => settings.BaseUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "PortOne:BaseUrl must be an http or https address. Correct it, or remove it to use PortOne's API.");

    /// <summary>Adds a typed client with the API secret, and timeouts and retries for PortOne.</summary>
    public static void AddPortOneClient<TClient>(this IServiceCollection services) where TClient : class =>
        services.AddHttpClient<TClient>((provider, client) =>
            {
                var settings = provider.GetRequiredService<PortOneSettings>();
                client.BaseAddress = settings.BaseUrl;
                client.DefaultRequestHeaders.Authorization = new("PortOne", settings.ApiSecret);
                client.MaxResponseContentBufferSize = MaxResponseBytes;
            })
            .AddPortOneResilience();
}

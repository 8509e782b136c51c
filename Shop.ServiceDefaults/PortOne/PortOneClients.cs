using Microsoft.Extensions.DependencyInjection;

namespace Shop.ServiceDefaults.PortOne;

/// <summary>Registers the clients of PortOne's REST API.</summary>
public static class PortOneClients
{
    private const string Source = "from PortOne's console";
    private const int MaxResponseBytes = 1024 * 1024;

    /// <summary>Adds and validates <see cref="PortOneSettings"/>.</summary>
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

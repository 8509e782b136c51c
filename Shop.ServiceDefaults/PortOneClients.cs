using Microsoft.Extensions.DependencyInjection;

namespace Shop.ServiceDefaults;

/// <summary>Registers the clients of PortOne's REST API.</summary>
public static class PortOneClients
{
    private const int MaxResponseBytes = 1024 * 1024;
    private const string Advice = "is missing. Start through the AppHost, or set it from PortOne's console.";

    /// <summary>Adds <see cref="PortOneSettings"/>.</summary>
    public static void AddPortOneSettings(this IServiceCollection services) =>
        services.AddSettings<PortOneSettings>(PortOneSettings.Section)
            .Validate(settings => settings.ApiSecret.Length > 0, $"PortOne:ApiSecret {Advice}")
            .Validate(settings => settings.StoreId.Length > 0, $"PortOne:StoreId {Advice}")
            .Validate(
                settings => settings.BaseUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "PortOne:BaseUrl must be an http or https address. Remove it to use PortOne's own.");

    /// <summary>Adds a typed client with the shop's secret and PortOne's timeouts and retries.</summary>
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

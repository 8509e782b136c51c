using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.ServiceDiscovery;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers service discovery.</summary>
public static class ServiceDiscoveryExtensions
{
    /// <summary>Finds services in configuration; what is not there is left to DNS.</summary>
    public static IServiceCollection AddServiceDiscovery(this IServiceCollection services)
    {
        services.TryAddSingleton<ServiceEndpoints>();
        return services;
    }

    /// <summary>Resolves the host of each request of this client.</summary>
    public static IHttpClientBuilder AddServiceDiscovery(this IHttpClientBuilder client) =>
        client.AddHttpMessageHandler(services => new ResolvingHandler(
            services.GetService<ServiceEndpoints>() ?? throw new InvalidOperationException(
                "No provider of service endpoints is configured: call services.AddServiceDiscovery().")));
}

using Grpc.Net.Client;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers clients.</summary>
public static class GrpcClientServiceExtensions
{
    /// <summary>Registers a client under the name of its type.</summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, Action<GrpcClientFactoryOptions> configureClient) where TClient : class =>
        services.AddGrpcClient<TClient>(typeof(TClient).Name, configureClient);

    /// <summary>
    /// Registers a client under a name. Of several registrations of one type the last is what is injected; the others
    /// are reached by name, through <see cref="GrpcClientFactory"/>.
    /// </summary>
    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, string name, Action<GrpcClientFactoryOptions> configureClient)
        where TClient : class
    {
        var registration = new RegisteredClient(name, typeof(TClient));
        var isTaken = services.Any(service => service.ImplementationInstance is RegisteredClient other
            && other.Name == name && other.Type != registration.Type);
        if (isTaken)
        {
            throw new InvalidOperationException($"A gRPC client of another type already has the name '{name}'.");
        }

        services.AddSingleton(registration);
        services.Configure(name, configureClient);
        services.TryAddSingleton<GrpcClientFactory, ChannelPerNameFactory>();
        services.AddTransient(provider => provider.GetRequiredService<GrpcClientFactory>().CreateClient<TClient>(name));

        // The channel keeps its handler for life, so the factory need not watch for its end.
        return services.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(PrimaryHandler.Create)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }
}

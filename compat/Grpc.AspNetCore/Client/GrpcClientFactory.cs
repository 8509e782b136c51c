using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>Makes clients by the name under which they were registered.</summary>
public abstract class GrpcClientFactory
{
    private protected GrpcClientFactory()
    {
    }

    public abstract TClient CreateClient<TClient>(string name) where TClient : class;
}

/// <summary>Where a registered client calls.</summary>
public class GrpcClientFactoryOptions
{
    public Uri? Address { get; set; }

    /// <summary>Applied to the channel's options when the first client of this name is made.</summary>
    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];
}

/// <summary>One registration: this name belongs to this type of client.</summary>
internal sealed record RegisteredClient(string Name, Type Type);

internal sealed class ChannelPerNameFactory(
    IServiceProvider services,
    IHttpMessageHandlerFactory handlers,
    IOptionsMonitor<GrpcClientFactoryOptions> clientOptions,
    IOptionsMonitor<HttpClientFactoryOptions> httpOptions,
    IEnumerable<RegisteredClient> registrations) : GrpcClientFactory
{
    private readonly ConcurrentDictionary<string, Lazy<CallInvoker>> _invokers = new();
    private readonly ConcurrentDictionary<Type, ObjectFactory> _constructors = new();

    public override TClient CreateClient<TClient>(string name)
    {
        if (!registrations.Contains(new RegisteredClient(name, typeof(TClient))))
        {
            throw new InvalidOperationException(
                $"No gRPC client of type '{typeof(TClient).Name}' configured with name '{name}'.");
        }

        var invoker = _invokers.GetOrAdd(name, key => new(() => CreateInvoker(key))).Value;
        var construct = _constructors.GetOrAdd(
            typeof(TClient), type => ActivatorUtilities.CreateFactory(type, [typeof(CallInvoker)]));
        return (TClient)construct(services, [invoker]);
    }

    private CallInvoker CreateInvoker(string name)
    {
        RefuseHttpClientSettings(name);
        var options = clientOptions.Get(name);
        var address = options.Address
            ?? throw new InvalidOperationException($"Could not resolve the address for gRPC client '{name}'.");
        var channelOptions = new GrpcChannelOptions { HttpHandler = handlers.CreateHandler(name) };
        foreach (var apply in options.ChannelOptionsActions)
        {
            apply(channelOptions);
        }

        return GrpcChannel.ForAddress(address, channelOptions).CreateCallInvoker();
    }

    // Calls go through the handlers, not through an HttpClient. What is set on one would be lost in silence; only its
    // timeout may be, because a call has a deadline instead, and resilience handlers always set it.
    private void RefuseHttpClientSettings(string name)
    {
        using var probe = new HttpClient();
        foreach (var apply in httpOptions.Get(name).HttpClientActions)
        {
            apply(probe);
        }

        if (probe.BaseAddress is not null || probe.DefaultRequestHeaders.Any())
        {
            throw new NotSupportedException(
                $"ConfigureHttpClient cannot set the address or headers of a gRPC client. Client: '{name}'.");
        }
    }
}

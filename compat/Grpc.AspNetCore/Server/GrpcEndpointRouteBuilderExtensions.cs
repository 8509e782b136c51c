using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps each rpc of the service as an endpoint at <c>/package.Service/Method</c>.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        if (builder.ServiceProvider.GetService<GrpcServicesExtensions.GrpcMarker>() is null)
        {
            throw new InvalidOperationException(
                "Unable to find the required services. Please add them by calling 'IServiceCollection.AddGrpc'.");
        }

        var binder = new EndpointBinder<TService>(builder);
        var (bind, owner) = BindMethodOf(typeof(TService));

        // Bound without a service: each call makes its own, in the scope of its request.
        bind.Invoke(null, [binder, null]);
        return binder.Endpoints.Count > 0
            ? new GrpcServiceEndpointConventionBuilder(binder.Endpoints)
            : throw new InvalidOperationException($"{owner.Name} has no rpc.");
    }

    // The attribute stands on the generated base class and names the static method that knows the rpcs.
    private static (MethodInfo Bind, Type Owner) BindMethodOf(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
            {
                var bind = attribute.BindType.GetMethod(
                    attribute.BindMethodName,
                    BindingFlags.Public | BindingFlags.Static,
                    [typeof(ServiceBinderBase), type]);
                return (bind ?? throw new InvalidOperationException($"{attribute.BindType} cannot be bound."), type);
            }
        }

        throw new InvalidOperationException($"{service.Name} does not derive from a generated gRPC service.");
    }
}

/// <summary>Adds conventions, such as authorization, to all rpcs of a mapped service.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IReadOnlyList<IEndpointConventionBuilder> _endpoints;

    internal GrpcServiceEndpointConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> endpoints) =>
        _endpoints = endpoints;

    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var endpoint in _endpoints)
        {
            endpoint.Add(convention);
        }
    }

    public void Finally(Action<EndpointBuilder> finalConvention)
    {
        foreach (var endpoint in _endpoints)
        {
            endpoint.Finally(finalConvention);
        }
    }
}

using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>Maps an endpoint for each rpc that it is told.</summary>
internal sealed class EndpointBinder<TService>(IEndpointRouteBuilder routes) : ServiceBinderBase
    where TService : class
{
    private readonly List<IEndpointConventionBuilder> _endpoints = [];

    public IReadOnlyList<IEndpointConventionBuilder> Endpoints => _endpoints;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = typeof(TService).GetMethod(
            method.Name, BindingFlags.Public | BindingFlags.Instance, [typeof(TRequest), typeof(ServerCallContext)])
            ?? throw new InvalidOperationException($"{typeof(TService).Name} has no method for {method.FullName}.");
        var call = new UnaryCallHandler<TService, TRequest, TResponse>(
            method,
            implementation.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(),
            routes.ServiceProvider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            routes.ServiceProvider.GetRequiredService<ILoggerFactory>());

        // What stands on the class and on the method, [Authorize] above all, reaches routing only as metadata.
        object[] attributes =
        [
            .. typeof(TService).GetCustomAttributes(inherit: true),
            .. implementation.GetCustomAttributes(inherit: true),
        ];
        var endpoint = routes.MapPost(method.FullName, call.HandleAsync)
            .WithDisplayName($"gRPC - {method.FullName}")
            .WithMetadata(attributes);
        _endpoints.Add(endpoint);
    }
}

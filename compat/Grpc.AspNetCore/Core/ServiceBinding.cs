// How a generated service tells a server which rpcs it has. The generated BindService methods come in two forms; the
// one that takes a ServiceBinderBase is used here, the one that returns a ServerServiceDefinition only compiles.
namespace Grpc.Core;

/// <summary>An rpc as the server calls it.</summary>
public delegate Task<TResponse> UnaryServerMethod<TRequest, TResponse>(TRequest request, ServerCallContext context)
    where TRequest : class
    where TResponse : class;

/// <summary>Names the static method that binds a generated service.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindServiceMethodAttribute(Type bindType, string bindMethodName) : Attribute
{
    public Type BindType { get; } = bindType;

    public string BindMethodName { get; } = bindMethodName;
}

/// <summary>Is told each rpc of a service.</summary>
public abstract class ServiceBinderBase
{
    private protected ServiceBinderBase()
    {
    }

    public abstract void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class;
}

/// <summary>
/// The rpcs of one service object, for servers that host such objects. Generated code must compile against it; nothing
/// here serves it, so making one is refused.
/// </summary>
public sealed class ServerServiceDefinition
{
    private ServerServiceDefinition()
    {
    }

    public static Builder CreateBuilder() =>
        throw new NotSupportedException("Services are served by MapGrpcService only.");

    public sealed class Builder
    {
        private Builder()
        {
        }

        public Builder AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => this;

        public ServerServiceDefinition Build() => new();
    }
}

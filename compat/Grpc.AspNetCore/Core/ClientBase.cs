namespace Grpc.Core;

/// <summary>The way to a server.</summary>
public abstract class ChannelBase
{
    private protected ChannelBase(string target) => Target = target;

    public string Target { get; }

    public abstract CallInvoker CreateCallInvoker();
}

/// <summary>Carries out the calls of a client.</summary>
public abstract class CallInvoker
{
    private protected CallInvoker()
    {
    }

    public abstract TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    public abstract AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;
}

/// <summary>The base of generated clients.</summary>
public abstract class ClientBase
{
    private readonly CallInvoker? _callInvoker;

    protected ClientBase()
    {
    }

    protected ClientBase(ChannelBase channel) => _callInvoker = channel.CreateCallInvoker();

    protected ClientBase(CallInvoker callInvoker) => _callInvoker = callInvoker;

    protected ClientBase(ClientBaseConfiguration configuration) => _callInvoker = configuration.CallInvoker;

    protected CallInvoker CallInvoker => _callInvoker
        ?? throw new NotSupportedException("This client was made without a channel: its methods must be overridden.");

    /// <summary>How a derived client is to be made; generated code passes it on.</summary>
    protected internal class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker callInvoker) => CallInvoker = callInvoker;

        internal CallInvoker CallInvoker { get; }
    }
}

/// <summary>The base of a generated client, which names itself.</summary>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    protected ClientBase()
    {
    }

    protected ClientBase(ChannelBase channel) : base(channel)
    {
    }

    protected ClientBase(CallInvoker callInvoker) : base(callInvoker)
    {
    }

    protected ClientBase(ClientBaseConfiguration configuration) : base(configuration)
    {
    }

    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}

using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>The call that a service answers.</summary>
public abstract class ServerCallContext
{
    private protected ServerCallContext()
    {
    }

    /// <summary>The path of the rpc, as <c>/package.Service/Method</c>.</summary>
    public abstract string Method { get; }

    public abstract string Host { get; }

    public abstract string Peer { get; }

    /// <summary>When the caller stops waiting, in UTC; <see cref="DateTime.MaxValue"/> when it said nothing.</summary>
    public abstract DateTime Deadline { get; }

    public abstract Metadata RequestHeaders { get; }

    /// <summary>Cancelled when the caller goes away or the deadline passes.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>What is sent after the message.</summary>
    public abstract Metadata ResponseTrailers { get; }

    /// <summary>How the call ends when the method returns.</summary>
    public Status Status { get; set; } = Status.DefaultSuccess;

    /// <summary>Sends headers now, before the answer is known.</summary>
    public abstract Task WriteResponseHeadersAsync(Metadata responseHeaders);
}

/// <summary>The way from a gRPC call to its HTTP request.</summary>
public static class ServerCallContextExtensions
{
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) =>
        ((HttpServerCallContext)serverCallContext).HttpContext;
}

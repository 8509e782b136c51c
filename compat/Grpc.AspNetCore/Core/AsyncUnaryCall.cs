using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A call under way. Awaiting it gives the answer; disposing it cancels what has not ended.</summary>
public sealed class AsyncUnaryCall<TResponse> : IDisposable
{
    private readonly Func<Status> _status;
    private readonly Func<Metadata> _trailers;
    private readonly Action _dispose;

    internal AsyncUnaryCall(
        Task<TResponse> response, Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        (ResponseAsync, ResponseHeadersAsync) = (response, headers);
        (_status, _trailers, _dispose) = (status, trailers, dispose);
    }

    public Task<TResponse> ResponseAsync { get; }

    public Task<Metadata> ResponseHeadersAsync { get; }

    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) =>
        ResponseAsync.ConfigureAwait(continueOnCapturedContext);

    /// <summary>How the call ended; throws while it has not.</summary>
    public Status GetStatus() => _status();

    /// <summary>What came after the message; throws while the call has not ended.</summary>
    public Metadata GetTrailers() => _trailers();

    public void Dispose() => _dispose();
}

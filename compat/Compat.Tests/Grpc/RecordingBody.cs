using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Compat.Tests.Grpc;

/// <summary>Sees whether a response body is flushed before its status stands in the trailers.</summary>
public sealed class RecordingBody(IHttpResponseBodyFeature inner, IHttpResponseTrailersFeature trailers)
    : PipeWriter, IHttpResponseBodyFeature
{
    public bool WasFlushedBeforeStatus { get; private set; }

    public Stream Stream => inner.Stream;

    public PipeWriter Writer => this;

    public static RecordingBody Wrap(IFeatureCollection features)
    {
        var body = new RecordingBody(
            features.GetRequiredFeature<IHttpResponseBodyFeature>(),
            features.GetRequiredFeature<IHttpResponseTrailersFeature>());
        features.Set<IHttpResponseBodyFeature>(body);
        return body;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        WasFlushedBeforeStatus |= !trailers.Trailers.ContainsKey("grpc-status");
        return inner.Writer.FlushAsync(cancellationToken);
    }

    public override void Advance(int bytes) => inner.Writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.Writer.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();

    public Task SendFileAsync(
        string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);
}

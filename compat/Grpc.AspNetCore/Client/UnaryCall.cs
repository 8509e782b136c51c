// One call, from its request to its status. Whatever goes wrong on the way ends as an RpcException: the protocol gives
// every failure a status code, and callers know no other kind.
using System.IO.Pipelines;
using System.Net;
using Grpc.AspNetCore.Protocol;
using Grpc.Core;

namespace Grpc.Net.Client;

internal sealed class UnaryCall<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    // A timer cannot be set for longer than this; no call lasts that long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly GrpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _ending = new();
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Metadata _trailers = Metadata.Empty;
    private Status _status;
    private bool _hasEnded;
    private bool _isDisposed;

    public UnaryCall(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    {
        if (options.Deadline is { Kind: not DateTimeKind.Utc } deadline
            && deadline != DateTime.MaxValue && deadline != DateTime.MinValue)
        {
            throw new InvalidOperationException(
                "Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
        }

        (_channel, _method, _options) = (channel, method, options);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
    }

    // What is left until the deadline; null when there is none.
    private TimeSpan? Remaining => _options.Deadline is { } deadline && deadline != DateTime.MaxValue
        ? deadline - TimeProvider.System.GetUtcNow().UtcDateTime
        : null;

    public AsyncUnaryCall<TResponse> Start(TRequest request) =>
        new(RunAsync(request), _headers.Task, GetStatus, GetTrailers, Dispose);

    private async Task<TResponse> RunAsync(TRequest request)
    {
        TResponse? message = null;
        Metadata? headers = null;
        try
        {
            using var http = CreateRequest(request);
            using var response = await _channel.SendAsync(http, _stop.Token).ConfigureAwait(false);
            headers = response.Headers.ToMetadata();
            message = await ReadAsync(response, headers).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _status = StatusOf(exception);
        }

        End();
        if (_status.StatusCode == StatusCode.OK && message is not null)
        {
            return message;
        }

        var failure = new RpcException(_status, _trailers);
        if (headers is null && _headers.TrySetException(failure))
        {
            // The same failure is thrown by the response: who does not ask for the headers has not missed it.
            _ = _headers.Task.Exception;
        }

        throw failure;
    }

    private HttpRequestMessage CreateRequest(TRequest request)
    {
        var remaining = Remaining;
        if (remaining <= TimeSpan.Zero)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, ""));
        }

        _stop.Token.ThrowIfCancellationRequested();
        var http = new HttpRequestMessage(HttpMethod.Post, _channel.AddressOf(_method.FullName))
        {
            // Anything but "exact" falls back to HTTP/1.1 on a cleartext address.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,

            // Bytes in memory: a handler that repeats the call can send them again.
            Content = new ByteArrayContent(
                Frame.Write(request, _method.RequestMarshaller, _channel.Options.MaxSendMessageSize)),
        };
        http.Content.Headers.TryAddWithoutValidation("Content-Type", Wire.ContentType);
        http.Headers.TryAddWithoutValidation("TE", "trailers");
        http.Headers.TryAddWithoutValidation(Wire.AcceptEncodingHeader, "identity");
        foreach (var entry in _options.Headers ?? Metadata.Empty)
        {
            if (!http.Headers.TryAddWithoutValidation(entry.Key, Wire.Format(entry)))
            {
                throw new ArgumentException($"'{entry.Key}' cannot be sent as metadata.");
            }
        }

        if (remaining is { } timeout)
        {
            http.Headers.TryAddWithoutValidation(Wire.TimeoutHeader, Wire.FormatTimeout(timeout));
            _stop.CancelAfter(timeout < LongestTimer ? timeout : LongestTimer);
        }

        return http;
    }

    private async Task<TResponse?> ReadAsync(HttpResponseMessage response, Metadata headers)
    {
        // An error that came before any message: its status and trailers stand in the header block.
        if (response.Headers.ReadStatus() is { } early)
        {
            _trailers = headers;
            _status = early.StatusCode == StatusCode.OK ? ResponseStatus.NoMessage : early;
            _headers.TrySetResult(headers);
            return null;
        }

        _headers.TrySetResult(headers);
        if (ResponseStatus.OfAnyoneElse(response) is { } refused)
        {
            _status = refused;
            return null;
        }

        var stream = await response.Content.ReadAsStreamAsync(_stop.Token).ConfigureAwait(false);
        var body = PipeReader.Create(stream);
        TResponse? message;
        try
        {
            var limit = _channel.Options.MaxReceiveMessageSize;
            message = await Frame.ReadToEndAsync(body, _method.ResponseMarshaller, limit, _stop.Token)
                .ConfigureAwait(false);
        }
        finally
        {
            await body.CompleteAsync().ConfigureAwait(false);
        }

        // Only the end of the body brings the trailers.
        _trailers = response.TrailingHeaders.ToMetadata();
        _status = response.TrailingHeaders.ReadStatus() ?? ResponseStatus.NoStatus;
        if (message is null && _status.StatusCode == StatusCode.OK)
        {
            _status = ResponseStatus.NoMessage;
        }

        return message;
    }

    // A call that was stopped from here ends as what stopped it, whatever the transport made of that.
    private Status StatusOf(Exception exception)
    {
        if (_isDisposed)
        {
            return new(StatusCode.Cancelled, "gRPC call disposed.", exception);
        }

        if (_options.CancellationToken.IsCancellationRequested)
        {
            return new(StatusCode.Cancelled, "Call canceled by the client.", exception);
        }

        var status = ResponseStatus.Of(exception);
        var ranOut = _stop.IsCancellationRequested
            || (status.StatusCode == StatusCode.Cancelled && Remaining <= TimeSpan.Zero);
        return ranOut ? new(StatusCode.DeadlineExceeded, "", exception) : status;
    }

    // Disposing the source disarms its timer: a deadline of 30 s must not outlive a call of 3 ms.
    private void End()
    {
        lock (_ending)
        {
            _hasEnded = true;
            _stop.Dispose();
        }
    }

    private void Dispose()
    {
        lock (_ending)
        {
            if (!_hasEnded)
            {
                _isDisposed = true;
                _stop.Cancel();
            }
        }
    }

    private Status GetStatus() => _hasEnded
        ? _status
        : throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    private Metadata GetTrailers() => _hasEnded
        ? _trailers
        : throw new InvalidOperationException("Can't get the call trailers because the call has not completed.");
}

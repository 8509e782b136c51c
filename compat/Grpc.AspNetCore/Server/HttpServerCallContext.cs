using System.Globalization;
using System.Net.Sockets;
using Grpc.AspNetCore.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>A call over one HTTP request.</summary>
internal sealed class HttpServerCallContext : ServerCallContext, IDisposable
{
    // A timer cannot be set for longer than this; no call lasts that long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly CancellationTokenSource? _deadline;
    private Metadata? _requestHeaders;

    public HttpServerCallContext(HttpContext http)
    {
        HttpContext = http;
        CancellationToken = http.RequestAborted;
        if (Wire.ParseTimeout(http.Request.Headers[Wire.TimeoutHeader]) is { } timeout)
        {
            Deadline = TimeProvider.System.GetUtcNow().UtcDateTime + timeout;
            _deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            _deadline.CancelAfter(timeout < LongestTimer ? timeout : LongestTimer);
            CancellationToken = _deadline.Token;
        }
    }

    public HttpContext HttpContext { get; }

    public override string Method => HttpContext.Request.Path.Value!;

    public override string Host => HttpContext.Request.Host.Value!;

    public override string Peer
    {
        get
        {
            var connection = HttpContext.Connection;
            return connection.RemoteIpAddress switch
            {
                null => "unknown",
                { AddressFamily: AddressFamily.InterNetworkV6 } v6 => $"ipv6:[{v6}]:{connection.RemotePort}",
                var v4 => $"ipv4:{v4}:{connection.RemotePort}",
            };
        }
    }

    public override DateTime Deadline { get; } = DateTime.MaxValue;

    public override Metadata RequestHeaders => _requestHeaders ??= ReadRequestHeaders();

    public override CancellationToken CancellationToken { get; }

    public override Metadata ResponseTrailers { get; } = [];

    /// <summary>True when the deadline has passed while the caller is still connected.</summary>
    public bool IsTooLate =>
        CancellationToken.IsCancellationRequested && !HttpContext.RequestAborted.IsCancellationRequested;

    public override async Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        if (HttpContext.Response.HasStarted)
        {
            throw new InvalidOperationException("Response headers can only be sent once per call.");
        }

        foreach (var entry in responseHeaders)
        {
            HttpContext.Response.Headers.Append(entry.Key, Wire.Format(entry));
        }

        await HttpContext.Response.BodyWriter.FlushAsync(CancellationToken);
    }

    public void Fail(Status status, Metadata trailers)
    {
        Status = status;
        foreach (var entry in trailers)
        {
            ResponseTrailers.Add(entry);
        }
    }

    public void WriteStatus(bool asTrailers)
    {
        Write(Wire.StatusHeader, ((int)Status.StatusCode).ToString(CultureInfo.InvariantCulture));
        if (!string.IsNullOrEmpty(Status.Detail))
        {
            Write(Wire.MessageHeader, Wire.EncodeMessage(Status.Detail));
        }

        foreach (var entry in ResponseTrailers)
        {
            Write(entry.Key, Wire.Format(entry));
        }

        void Write(string name, string value)
        {
            if (asTrailers)
            {
                HttpContext.Response.AppendTrailer(name, value);
            }
            else
            {
                HttpContext.Response.Headers.Append(name, value);
            }
        }
    }

    public void Dispose() => _deadline?.Dispose();

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in HttpContext.Request.Headers)
        {
            foreach (var value in values)
            {
                Wire.Read(metadata, name, value ?? "");
            }
        }

        return metadata;
    }
}

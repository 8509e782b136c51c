using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>How a channel sends.</summary>
public class GrpcChannelOptions
{
    /// <summary>Sends the requests; one of this and <see cref="HttpClient"/>, or neither.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Sends the requests; one of this and <see cref="HttpHandler"/>, or neither.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Whether disposing the channel disposes the handler or client that it was given.</summary>
    public bool DisposeHttpClient { get; set; }

    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    public int? MaxSendMessageSize { get; set; }
}

/// <summary>The way to one server. It is cheap to call through and safe to share.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;
    private readonly Uri _address;
    private bool _isDisposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        _address = address;
        _ownsHttp = options.DisposeHttpClient || (options.HttpClient is null && options.HttpHandler is null);
        _http = options.HttpClient ?? new HttpMessageInvoker(options.HttpHandler ?? PrimaryHandler.Create(), _ownsHttp);
        Options = options;
    }

    internal GrpcChannelOptions Options { get; }

    public static GrpcChannel ForAddress(string address) => ForAddress(new Uri(address));

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        ForAddress(new Uri(address), channelOptions);

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        // "https+http" is a wish that only service discovery understands, and a channel asks before discovery does.
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        {
            throw new InvalidOperationException($"No address resolver configured for the scheme '{address.Scheme}'.");
        }

        if (channelOptions is { HttpClient: not null, HttpHandler: not null })
        {
            throw new ArgumentException("HttpClient and HttpHandler have been configured. Only one may be set.");
        }

        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    public void Dispose()
    {
        _isDisposed = true;
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);

        // HttpClient would otherwise read the whole body, within its own timeout, before it returned.
        return _http is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct)
            : _http.SendAsync(request, ct);
    }

    internal Uri AddressOf(string path) => new(_address, path);
}

internal static class PrimaryHandler
{
    // A channel keeps its handler for life: connections are renewed so that a change in DNS is seen, and a second one
    // is opened when the first carries as many calls as the server allows.
    public static SocketsHttpHandler Create() => new()
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };
}

internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        if (host is not null)
        {
            throw new NotSupportedException("A host other than the channel's cannot be called.");
        }

        return new UnaryCall<TRequest, TResponse>(channel, method, options).Start(request);
    }
}

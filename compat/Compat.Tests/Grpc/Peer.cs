// The trial's view of a call, the same for every client, so that one test can hold for all of them.
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Compat.Tests.Grpc;

/// <summary>A call that a peer is asked to make. Bytes of metadata are written in base64.</summary>
public sealed record Call(string Method)
{
    public string Service { get; init; } = "Echo";
    public string Text { get; init; } = "";
    public byte[] Payload { get; init; } = [];
    public int Code { get; init; }
    public string Detail { get; init; } = "";
    public int Milliseconds { get; init; }
    public string[][] Headers { get; init; } = [];
    public int? DeadlineMs { get; init; }
    public int? CancelAfterMs { get; init; }
    public bool Compress { get; init; }
}

/// <summary>What the peer saw of it.</summary>
public sealed record Outcome(
    StatusCode Code, string Detail, string Text, byte[] Payload, int Count, string[][] Headers, string[][] Trailers)
{
    public IEnumerable<string> Header(string key) => Headers.Where(pair => pair[0] == key).Select(pair => pair[1]);

    public IEnumerable<string> Trailer(string key) => Trailers.Where(pair => pair[0] == key).Select(pair => pair[1]);
}

/// <summary>A client of echo.proto.</summary>
public interface ICaller
{
    Task<Outcome> MakeAsync(Call call, int port);
}

/// <summary>The client that the generated code makes.</summary>
public sealed class GeneratedCaller : ICaller, IDisposable
{
    private readonly Dictionary<int, GrpcChannel> _channels = [];

    public async Task<Outcome> MakeAsync(Call call, int port)
    {
        using var cancellation = new CancellationTokenSource();
        if (call.CancelAfterMs is { } milliseconds)
        {
            cancellation.CancelAfter(milliseconds);
        }

        var options = new CallOptions(
            ToMetadata(call.Headers),
            call.DeadlineMs is { } deadline ? DateTime.UtcNow.AddMilliseconds(deadline) : null,
            cancellation.Token);
        var words = new Words { Text = call.Text, Payload = ByteString.CopyFrom(call.Payload) };
        var pause = new Pause { Milliseconds = call.Milliseconds, Label = call.Text };
        var failure = new Failure { Code = call.Code, Detail = call.Detail };
        var channel = ChannelTo(port);
        var client = new Echo.EchoClient(channel);
        return (call.Service, call.Method) switch
        {
            ("Nobody", "say") => await OutcomeOfAsync(new Nobody.NobodyClient(channel).SayAsync(words, options)),
            (_, "say") => await OutcomeOfAsync(client.SayAsync(words, options)),
            (_, "fail") => await OutcomeOfAsync(client.FailAsync(failure, options)),
            (_, "wait") => await OutcomeOfAsync(client.WaitAsync(pause, options)),
            (_, "countGone") => await OutcomeOfAsync(client.CountGoneAsync(words, options)),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call.Method, "Not in echo.proto."),
        };
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }
    }

    private static async Task<Outcome> OutcomeOfAsync<T>(AsyncUnaryCall<T> call) where T : class
    {
        using (call)
        {
            try
            {
                var reply = await call;
                var words = reply as Words ?? new Words();
                return new(
                    call.GetStatus().StatusCode, call.GetStatus().Detail,
                    words.Text, words.Payload.ToByteArray(), (reply as Count)?.Count_ ?? 0,
                    ToPairs(await call.ResponseHeadersAsync), ToPairs(call.GetTrailers()));
            }
            catch (RpcException exception)
            {
                Assert.Equal(exception.StatusCode, call.GetStatus().StatusCode);
                return new(exception.StatusCode, exception.Status.Detail, "", [], 0, [], ToPairs(exception.Trailers));
            }
        }
    }

    private GrpcChannel ChannelTo(int port)
    {
        lock (_channels)
        {
            return _channels.TryGetValue(port, out var known)
                ? known
                : _channels[port] = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        }
    }

    private static Metadata ToMetadata(string[][] pairs)
    {
        var metadata = new Metadata();
        foreach (var pair in pairs)
        {
            metadata.Add(pair[0].EndsWith("-bin", StringComparison.Ordinal)
                ? new Metadata.Entry(pair[0], Convert.FromBase64String(pair[1]))
                : new Metadata.Entry(pair[0], pair[1]));
        }

        return metadata;
    }

    private static string[][] ToPairs(Metadata metadata) =>
    [
        .. metadata.Select(entry => new[]
        {
            entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value,
        }),
    ];
}

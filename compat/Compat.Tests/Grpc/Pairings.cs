using Microsoft.AspNetCore.Builder;

namespace Compat.Tests.Grpc;

/// <summary>Who calls whom.</summary>
public enum Pairing
{
    GeneratedCallsKestrel,
    GeneratedCallsNode,
    NodeCallsKestrel,
}

/// <summary>Both servers and both clients, started once.</summary>
public sealed class Pairings : IAsyncLifetime
{
    public const string Running = "gRPC pairings";

    private readonly GeneratedCaller _generated = new();
    private NodePeer _node = null!;
    private WebApplication _kestrel = null!;

    public static TheoryData<Pairing> All => [.. Enum.GetValues<Pairing>()];

    public async Task InitializeAsync()
    {
        _node = await NodePeer.StartAsync();
        _kestrel = await EchoHost.StartAsync();
    }

    public Task<Outcome> MakeAsync(Pairing pairing, Call call) => pairing switch
    {
        Pairing.GeneratedCallsKestrel => _generated.MakeAsync(call, _kestrel.Port()),
        Pairing.GeneratedCallsNode => _generated.MakeAsync(call, _node.Port),
        Pairing.NodeCallsKestrel => _node.MakeAsync(call, _kestrel.Port()),
        _ => throw new ArgumentOutOfRangeException(nameof(pairing)),
    };

    /// <summary>The clients, to call a server of the test's own.</summary>
    public ICaller Caller(Pairing pairing) => pairing == Pairing.NodeCallsKestrel ? _node : _generated;

    public async Task DisposeAsync()
    {
        _generated.Dispose();
        await _kestrel.DisposeAsync();
        await _node.DisposeAsync();
    }
}

[CollectionDefinition(Pairings.Running)]
public sealed class PairingsCollection : ICollectionFixture<Pairings>;

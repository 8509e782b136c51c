// grpc-js as server and as client: two Node processes, started once for all tests. Its packages are installed beside
// the test assembly when they are not there yet.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Compat.Tests.Grpc;

public sealed class NodePeer : ICaller, IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Grpc", "node");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<Outcome>> _calls = new();
    private readonly Process _server;
    private readonly Process _client;
    private int _lastId;

    private NodePeer(Process server, Process client, int port)
    {
        (_server, _client, Port) = (server, client, port);
        _ = Task.Run(ReadOutcomesAsync);
    }

    /// <summary>Where its server listens.</summary>
    public int Port { get; }

    public static async Task<NodePeer> StartAsync()
    {
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            npm.StandardInput.Close();
            var said = await npm.StandardOutput.ReadToEndAsync();
            await npm.WaitForExitAsync();
            Assert.True(npm.ExitCode == 0, $"npm ci failed: {said}");
        }

        var server = Start("node", "server.mjs");
        var port = await server.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return new NodePeer(server, Start("node", "client.mjs"), int.Parse(port!));
    }

    public async Task<Outcome> MakeAsync(Call call, int port)
    {
        var id = Interlocked.Increment(ref _lastId);
        var outcome = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = JsonSerializer.Serialize(new
        {
            id,
            address = $"127.0.0.1:{port}",
            call.Service,
            call.Method,
            call.Headers,
            call.DeadlineMs,
            call.CancelAfterMs,
            call.Compress,
            request = new { call.Text, call.Payload, call.Code, call.Detail, call.Milliseconds, label = call.Text },
        }, Json);
        lock (_client)
        {
            _client.StandardInput.WriteLine(line);
        }

        return await outcome.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _client, _server })
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private async Task ReadOutcomesAsync()
    {
        while (await _client.StandardOutput.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            _calls[document.RootElement.GetProperty("id").GetInt32()]
                .SetResult(document.RootElement.Deserialize<Outcome>(Json)!);
        }
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}

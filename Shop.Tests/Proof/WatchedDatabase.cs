// A proxy between a process and its PostgreSQL server, which detects round trips: the frontend's messages up to a Sync
// or a Query, and the backend's messages up to ReadyForQuery. A kill within a round trip needs no crash point, because
// nothing is committed before its last message, so it has the same effect as a kill before it.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Shop.Tests.Proof;

/// <summary>A proxy of a PostgreSQL server that reports each round trip.</summary>
internal sealed partial class WatchedDatabase : IDisposable
{
    private const int LongestLabel = 90;

    // Statements of the driver that change nothing durable. A kill there has the same effect as a kill before it.
    private static readonly string[] DriverStatements = ["BEGIN", "ROLLBACK", "SAVEPOINT", "RELEASE", "DISCARD"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private readonly RoundTrips _roundTrips;

    public WatchedDatabase(string host, int port, RoundTrips roundTrips)
    {
        (_host, _port, _roundTrips) = (host, port, roundTrips);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is ObjectDisposedException or SocketException)
        {
            // The listener was disposed.
        }
    }

    private async Task ForwardAsync(TcpClient process)
    {
        using var server = new TcpClient();
        using (process)
        {
            try
            {
                process.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(_host, _port);
                await ForwardAsync(process.GetStream(), server.GetStream());
            }
            catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException)
            {
                // One side has closed its connection, so the other one is closed too. The server then rolls back.
            }
        }
    }

    private async Task ForwardAsync(NetworkStream process, NetworkStream server)
    {
        await server.WriteAsync(await ReadStartupAsync(process));
        await process.WriteAsync(await ReadAnswerAsync(server));
        var exchange = new MemoryStream();
        var label = new StringBuilder();
        while (true)
        {
            var message = await ReadMessageAsync(process);
            exchange.Write(message);
            var kind = (char)message[0];
            if (kind is 'P' or 'Q')
            {
                label.Append(label.Length > 0 ? "; " : "").Append(SqlOf(message));
            }

            if (kind is not ('Q' or 'S' or 'p' or 'X'))
            {
                continue;
            }

            await ExchangeAsync(process, server, exchange.ToArray(), label.ToString(), isQuery: kind is 'Q' or 'S');
            if (kind == 'X')
            {
                return;
            }

            exchange.SetLength(0);
            label.Clear();
        }
    }

    private async Task ExchangeAsync(
        NetworkStream process, NetworkStream server, byte[] exchange, string sql, bool isQuery)
    {
        var isLookingForWork = sql.Contains("skip locked", StringComparison.Ordinal);
        if (isLookingForWork)
        {
            await _roundTrips.WaitForSweepAsync();
        }

        var isRoundTrip = isQuery && !isLookingForWork && !DriverStatements.Any(sql.StartsWith);
        var label = sql.Length > LongestLabel ? sql[..LongestLabel] : sql;
        var number = isRoundTrip ? await _roundTrips.BeforeAsync(new(label, IsLookingForWork: false)) : 0;

        await server.WriteAsync(exchange);
        if (exchange[0] == 'X')
        {
            return;
        }

        var answer = await ReadAnswerAsync(server);
        if (isLookingForWork && HasRows(answer))
        {
            number = await _roundTrips.BeforeAsync(new(label, IsLookingForWork: true)); // It has found a job.
        }

        await _roundTrips.AfterAsync(number);
        await process.WriteAsync(answer);
    }

    /// <summary>Reads all messages until the server waits for the process again.</summary>
    private static async Task<byte[]> ReadAnswerAsync(NetworkStream server)
    {
        var answer = new MemoryStream();
        while (true)
        {
            var message = await ReadMessageAsync(server);
            answer.Write(message);
            if (message[0] is (byte)'Z' || AsksForPassword(message))
            {
                return answer.ToArray();
            }
        }
    }

    private static bool AsksForPassword(byte[] message)
    {
        const int Ok = 0;
        const int LastOfScram = 12;
        return message[0] is (byte)'R'
            && BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(5)) is not (Ok or LastOfScram);
    }

    private static bool HasRows(byte[] answer)
    {
        for (var at = 0; at < answer.Length; at += 1 + BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(at + 1)))
        {
            if (answer[at] == 'D')
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<byte[]> ReadStartupAsync(NetworkStream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        length.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(4));
        return message;
    }

    private static async Task<byte[]> ReadMessageAsync(NetworkStream stream)
    {
        var head = new byte[5];
        await stream.ReadExactlyAsync(head);
        var message = new byte[1 + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(5));
        return message;
    }

    // A Query message contains the text only; a Parse message has a name before it.
    private static string SqlOf(byte[] message)
    {
        var text = message.AsSpan(5);
        if (message[0] == 'P')
        {
            text = text[(text.IndexOf((byte)0) + 1)..];
        }

        return Spaces().Replace(Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

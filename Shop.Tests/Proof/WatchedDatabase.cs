// Stands between a process and its PostgreSQL server and knows where one exchange ends: the frontend's messages up to a
// Sync or a Query, and the backend's up to ReadyForQuery. What lies inside an exchange needs no crash point of its own:
// nothing of it is committed before its last message, so dying in the middle leaves what dying before it leaves.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Shop.Tests.Proof;

/// <summary>A way to a PostgreSQL server that sees each exchange.</summary>
internal sealed partial class WatchedDatabase : IDisposable
{
    private const int LongestLabel = 90;

    // What the driver says of its own accord. It changes nothing that lasts: to die there is to die before.
    private static readonly string[] Formalities = ["BEGIN", "ROLLBACK", "SAVEPOINT", "RELEASE", "DISCARD"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private readonly Crossings _crossings;

    public WatchedDatabase(string host, int port, Crossings crossings)
    {
        (_host, _port, _crossings) = (host, port, crossings);
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
                _ = CarryAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is ObjectDisposedException or SocketException)
        {
            // Disposing the listener is how this ends.
        }
    }

    private async Task CarryAsync(TcpClient process)
    {
        using var server = new TcpClient();
        using (process)
        {
            try
            {
                process.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(_host, _port);
                await CarryAsync(process.GetStream(), server.GetStream());
            }
            catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException)
            {
                // Either side is gone, and so is the other: the server then rolls back.
            }
        }
    }

    private async Task CarryAsync(NetworkStream process, NetworkStream server)
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
        var looksForWork = sql.Contains("skip locked", StringComparison.Ordinal);
        if (looksForWork)
        {
            await _crossings.MaySweepAsync();
        }

        var isCrossing = isQuery && !looksForWork && !Formalities.Any(sql.StartsWith);
        var label = sql.Length > LongestLabel ? sql[..LongestLabel] : sql;
        var number = isCrossing ? await _crossings.LeaveAsync(new(label, IsLookingForWork: false)) : 0;

        await server.WriteAsync(exchange);
        if (exchange[0] == 'X')
        {
            return;
        }

        var answer = await ReadAnswerAsync(server);
        if (looksForWork && HasRows(answer))
        {
            number = await _crossings.LeaveAsync(new(label, IsLookingForWork: true)); // It has found some.
        }

        await _crossings.ArriveAsync(number);
        await process.WriteAsync(answer);
    }

    /// <summary>Everything up to the point where the server waits for the process again.</summary>
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

    // A Query is its text; a Parse has a name before it.
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

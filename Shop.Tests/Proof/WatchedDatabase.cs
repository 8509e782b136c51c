// A proxy between a process and its PostgreSQL server, which detects round trips: the frontend's messages up to a Sync
// or a Query, and the backend's messages up to ReadyForQuery. A kill within a round trip needs no crash point, because
// nothing is committed before its last message, so it has the same effect as a kill before it.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

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

    public WatchedDatabase(string connectionString, RoundTrips roundTrips)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port, _roundTrips) = (database.Host!, database.Port, roundTrips);
        _listener.Start();
        _ = AcceptAsync();

        (database.Host, database.Port) = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        (database.SslMode, database.GssEncryptionMode) = (SslMode.Disable, GssEncryptionMode.Disable);
        ConnectionString = database.ConnectionString;
    }

    /// <summary>Connects to the database through this proxy.</summary>
    public string ConnectionString { get; }

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
        await server.WriteAsync(await ReadMessageAsync(process, typeBytes: 0)); // The start-up message has no type.
        await process.WriteAsync((await ReadResponseAsync(server)).Bytes);
        while (true)
        {
            var (request, kind, sql) = await ReadRequestAsync(process);
            if (kind == 'X')
            {
                await server.WriteAsync(request);
                return;
            }

            var isLookingForWork = sql.Contains("skip locked", StringComparison.Ordinal);
            if (isLookingForWork)
            {
                await _roundTrips.WaitForWorkAsync();
            }

            var isRoundTrip = kind is 'Q' or 'S' && !isLookingForWork && !DriverStatements.Any(sql.StartsWith);
            var label = sql.Length > LongestLabel ? sql[..LongestLabel] : sql;
            var number = isRoundTrip ? await _roundTrips.BeforeAsync(new(label)) : 0;
            await server.WriteAsync(request);
            var (response, hasRows) = await ReadResponseAsync(server);
            if (isLookingForWork && hasRows)
            {
                number = await _roundTrips.BeforeAsync(new(label, IsLookingForWork: true)); // It has found a job.
            }

            await _roundTrips.AfterAsync(number);
            await process.WriteAsync(response);
        }
    }

    /// <summary>Reads messages of the process up to one that the server responds to, or a Terminate.</summary>
    private static async Task<(byte[] Bytes, char Kind, string Sql)> ReadRequestAsync(NetworkStream process)
    {
        var request = new MemoryStream();
        var statements = new List<string>();
        while (true)
        {
            var message = await ReadMessageAsync(process);
            request.Write(message);
            var kind = (char)message[0];
            if (kind is 'P' or 'Q')
            {
                // A Query message contains the text only; a Parse message has a name before it.
                var text = Encoding.UTF8.GetString(message.AsSpan(5)).Split('\0')[kind == 'P' ? 1 : 0];
                statements.Add(Spaces().Replace(text, " ").Trim());
            }

            if (kind is 'Q' or 'S' or 'p' or 'X')
            {
                return (request.ToArray(), kind, string.Join("; ", statements));
            }
        }
    }

    /// <summary>Reads all messages until the server waits for the process again.</summary>
    private static async Task<(byte[] Bytes, bool HasRows)> ReadResponseAsync(NetworkStream server)
    {
        var response = new MemoryStream();
        var hasRows = false;
        while (true)
        {
            var message = await ReadMessageAsync(server);
            response.Write(message);
            hasRows |= message[0] == 'D';
            if (message[0] == 'Z' || AsksForPassword(message))
            {
                return (response.ToArray(), hasRows);
            }
        }
    }

    private static bool AsksForPassword(byte[] message)
    {
        const int Ok = 0;
        const int LastOfScram = 12;
        return message[0] == 'R' && BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(5)) is not (Ok or LastOfScram);
    }

    private static async Task<byte[]> ReadMessageAsync(NetworkStream stream, int typeBytes = 1)
    {
        var head = new byte[typeBytes + sizeof(int)];
        await stream.ReadExactlyAsync(head);
        var message = new byte[typeBytes + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(typeBytes))];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

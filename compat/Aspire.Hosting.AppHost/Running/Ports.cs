// Ports are taken below the range from which the kernel gives outgoing connections theirs: a port that is free while
// its service is stopped stays free.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

internal static class Ports
{
    private const int First = 20_000;
    private const int End = 32_000;

    // Of this process: several applications may run in it.
    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    public static int TakeFree()
    {
        for (; ; )
        {
            var port = Random.Shared.Next(First, End);
            if (Taken.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    public static void Return(int port) => Taken.TryRemove(port, out _);

    public static bool IsFree(int port) => Loopback().All(address =>
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (
            taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
        catch (SocketException absent) when (absent.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return true; // IPv6 is compiled in and switched off.
        }
    });

    /// <summary>What "localhost" means on this machine.</summary>
    public static IEnumerable<IPAddress> Loopback() =>
        Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
}

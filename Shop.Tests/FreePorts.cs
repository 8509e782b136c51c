// Addresses for processes that tests start by themselves, and start again at the same one. They come from below the
// range in which the kernel gives outgoing connections their ports, and from beside the graphs' (20000 to 31999): what
// is free now is free when the process listens, a second or two later.
using System.Net;
using System.Net.Sockets;

namespace Shop.Tests;

/// <summary>Ports that nobody listens at, each given once.</summary>
internal static class FreePorts
{
    private const int First = 12_000;
    private const int End = 20_000;

    // Each run begins elsewhere: another one may be going on beside it.
    private static int _last = Random.Shared.Next(End - First);

    public static int Take()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _last) % (End - First));
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}

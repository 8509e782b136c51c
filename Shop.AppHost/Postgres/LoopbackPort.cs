using System.Net;
using System.Net.Sockets;

namespace Shop.AppHost.Postgres;

/// <summary>TCP ports of the loopback address.</summary>
internal static class LoopbackPort
{
    /// <summary>True if no process listens on this port.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false; // Another process listens on it.
        }
    }
}

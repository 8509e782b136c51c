// One port for several replicas: connections are handed on in turn, and a replica that does not answer is skipped.
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

internal sealed class PortForwarder : IDisposable
{
    private readonly IReadOnlyList<int> _replicaPorts;
    private readonly List<TcpListener> _listeners = [];
    private int _turn = -1;

    public PortForwarder(int port, IReadOnlyList<int> replicaPorts)
    {
        _replicaPorts = replicaPorts;
        foreach (var address in Ports.Loopback())
        {
            var listener = new TcpListener(address, port);
            listener.Start();
            _listeners.Add(listener);
            _ = AcceptAsync(listener);
        }
    }

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            for (; ; )
            {
                _ = HandOnAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is ObjectDisposedException or SocketException)
        {
            // Disposing the listener is how this ends.
        }
    }

    private async Task HandOnAsync(TcpClient caller)
    {
        using (caller)
        using (var replica = await ConnectAsync())
        {
            if (replica is null)
            {
                return; // Closed without an answer, as a port with nobody behind it.
            }

            caller.NoDelay = replica.NoDelay = true;
            await Task.WhenAll(CopyAsync(caller, replica), CopyAsync(replica, caller));
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        var turn = Interlocked.Increment(ref _turn) & int.MaxValue;
        for (var i = 0; i < _replicaPorts.Count; i++)
        {
            var replica = new TcpClient(AddressFamily.InterNetwork);
            try
            {
                await replica.ConnectAsync(IPAddress.Loopback, _replicaPorts[(turn + i) % _replicaPorts.Count]);
                return replica;
            }
            catch (SocketException)
            {
                replica.Dispose(); // Dead or not there yet: the next one.
            }
        }

        return null;
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (
            broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Either side hung up: so does the other, at once.
            from.Close();
            to.Close();
        }
    }
}

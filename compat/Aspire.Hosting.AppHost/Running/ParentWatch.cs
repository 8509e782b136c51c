// `dotnet run` starts us and waits. When it is killed, nobody is left who would stop us, so we stop ourselves.
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Timer _timer;

    private ParentWatch(int parent, IHostApplicationLifetime lifetime) => _timer = new(_ =>
    {
        if (getppid() != parent)
        {
            lifetime.StopApplication();
        }
    }, null, Interval, Interval);

    /// <summary>Watches a parent that is <c>dotnet</c>; a shell may leave us in the background.</summary>
    public static ParentWatch? Start(IHostApplicationLifetime lifetime)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var parent = getppid();
        var name = $"/proc/{parent}/comm";
        return File.Exists(name) && File.ReadAllText(name).Trim() == "dotnet" ? new(parent, lifetime) : null;
    }

    public void Dispose() => _timer.Dispose();

    [DllImport("libc")]
    private static extern int getppid();
}

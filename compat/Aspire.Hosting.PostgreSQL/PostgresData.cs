// Where a server's data lives. A volume has a folder of its own per AppHost and name, with the password and the major
// version that it was made with; it is held by a lock, so that two runs never share it. Without a volume the folder is
// part of the run's and goes with it.
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.PostgreSQL;

internal sealed class PostgresData : IDisposable
{
    // A run that ends lets go at once; a server that lost its run writes a last checkpoint.
    private static readonly TimeSpan HeldLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ServedLimit = TimeSpan.FromSeconds(30);

    private readonly FileStream? _lock;

    private PostgresData(string folder, string password, bool isKept, string? volume, FileStream? held)
    {
        Folder = folder;
        Password = password;
        IsKept = isKept;
        ContainerVolume = volume;
        _lock = held;
    }

    /// <summary>Holds the data folder and what belongs to it.</summary>
    public string Folder { get; }

    public string DataFolder => Path.Combine(Folder, "data");

    public string Password { get; }

    public bool IsKept { get; }

    /// <summary>The volume's name where a container runtime keeps it.</summary>
    public string? ContainerVolume { get; }

    /// <summary>Written when initdb has succeeded: what an interrupted one leaves is no data yet.</summary>
    public string Marker => Path.Combine(Folder, "initialised");

    public static async Task<PostgresData> OpenAsync(
        PostgresServerResource server, PostgresPrograms programs, RunContext run, CancellationToken ct)
    {
        var configured = server.ConfiguredPassword();
        if (server.Volume is not { } volume)
        {
            var temporary = Reachable(Path.Combine(run.Folder, server.Name));
            var known = Path.Combine(temporary, "password");
            return new(temporary, PasswordIn(known, configured), isKept: false, volume: null, held: null);
        }

        var folder = Reachable(Path.Combine(KeptFolder.Of(run.Configuration), volume));
        var held = await HoldAsync(folder, volume, ct);
        var data = new PostgresData(
            folder, PasswordIn(Path.Combine(folder, "password"), configured), isKept: true,
            volume: $"{volume}-{KeptFolder.KeyOf(run.Model.AppHostDirectory)}", held);
        try
        {
            data.RequireVersion(programs);
            return data;
        }
        catch (DistributedApplicationException)
        {
            data.Dispose();
            throw;
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static string PasswordIn(string file, string? configured)
    {
        if (configured is not null)
        {
            return configured;
        }

        if (File.Exists(file))
        {
            return File.ReadAllText(file);
        }

        var password = ParameterResource.GeneratePassword(PostgresServerResource.PasswordLength);
        File.WriteAllText(file, password);
        Permissions.ForUsOnly(file);
        return password;
    }

    private static string Reachable(string folder)
    {
        Directory.CreateDirectory(folder);
        // Root's folders are opened on the way; what is inside the data folder is the server's own.
        var part = Environment.UserName == "root" ? folder : null;
        while (part is not null && part.Contains("aspire-stand-in"))
        {
            Permissions.ForAllToPass(part);
            part = Path.GetDirectoryName(part);
        }

        return folder;
    }

    // A server whose AppHost was killed a moment ago is still writing; it is waited for.
    private static async Task<FileStream> HoldAsync(string folder, string volume, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        for (; ; )
        {
            try
            {
                var held = RunFolder.Hold(Path.Combine(folder, "held"));
                if (!IsServed(folder))
                {
                    return held;
                }

                held.Dispose();
            }
            catch (IOException) when (waited.Elapsed < HeldLimit)
            {
                // Held by another run, or by one that is just ending.
            }
            catch (IOException)
            {
                throw new DistributedApplicationException(
                    $"the data volume '{volume}' is used by another run of this AppHost ({folder}). "
                    + "Stop that one first.");
            }

            if (waited.Elapsed >= ServedLimit)
            {
                throw new DistributedApplicationException(
                    $"a server of an earlier run still works on {folder}. Stop it first.");
            }

            await Task.Delay(100, ct);
        }
    }

    private static bool IsServed(string folder)
    {
        var pidFile = Path.Combine(folder, "data", "postmaster.pid");
        return File.Exists(pidFile) && int.TryParse(File.ReadLines(pidFile).FirstOrDefault(), out var pid)
            && File.Exists($"/proc/{pid}/cmdline") && File.ReadAllText($"/proc/{pid}/cmdline").Contains(folder);
    }

    private void RequireVersion(PostgresPrograms programs)
    {
        var file = Path.Combine(DataFolder, "PG_VERSION");
        if (programs.Major is { } major && File.Exists(file) && File.ReadAllText(file).Trim() != major)
        {
            throw new DistributedApplicationException(
                $"the data in {Folder} was made by PostgreSQL {File.ReadAllText(file).Trim()}, and the programs "
                + $"found are {major}. Install that version again, or remove the folder to start with empty data.");
        }
    }
}

// A child lives no longer than this process. It has a session of its own, so that Ctrl-C on the terminal reaches only
// us and we stop the children in order; and the kernel signals it when we die by whatever means. That signal is tied to
// the thread that starts the child, hence the one thread below, which lives as long as the process.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

internal sealed record ChildCommand
{
    public required string FileName { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the environment of this process; null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public Action<string> OnLine { get; init; } = _ => { };

    /// <summary>The user to become; null stays who we are.</summary>
    public string? User { get; init; }

    /// <summary>What the kernel sends when we are gone.</summary>
    public Signal WhenOrphaned { get; init; } = Signal.Kill;
}

internal sealed class ChildProcess
{
    private const int KeptLines = 20;
    private static readonly TimeSpan LastOutputWait = TimeSpan.FromMilliseconds(500);
    private static readonly BlockingCollection<Action> Starts = StartThread();
    private static readonly bool HasSetPriv = Find("setpriv") is not null && Find("setsid") is not null;

    private readonly Process _process;
    private readonly Action<string> _onLine;
    private readonly ConcurrentQueue<string> _lastLines = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private ChildProcess(Process process, Action<string> onLine)
    {
        _process = process;
        _onLine = onLine;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _exited.TrySetResult();
        process.OutputDataReceived += (_, e) => OnLine(e.Data);
        process.ErrorDataReceived += (_, e) => OnLine(e.Data);
        Exited = WaitForExitAsync();
    }

    public int Id { get; private set; }

    /// <summary>The exit code, when the process has ended and its last lines are read.</summary>
    public Task<int> Exited { get; }

    public IReadOnlyCollection<string> LastLines => _lastLines;

    public static Task<ChildProcess> StartAsync(ChildCommand command)
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                var child = new ChildProcess(new Process { StartInfo = Describe(command) }, command.OnLine);
                child.Start();
                started.SetResult(child);
            }
            catch (System.ComponentModel.Win32Exception missing)
            {
                started.SetException(
                    new DistributedApplicationException($"{command.FileName} cannot be started: {missing.Message}"));
            }
        });
        return started.Task;
    }

    /// <summary>Runs a command to its end; its output and exit code.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ChildCommand command, CancellationToken ct)
    {
        var lines = new ConcurrentQueue<string>();
        var child = await StartAsync(command with { OnLine = lines.Enqueue });
        try
        {
            return (await child.Exited.WaitAsync(ct), string.Join('\n', lines));
        }
        catch (OperationCanceledException)
        {
            child.Send(Signal.Kill);
            throw;
        }
    }

    /// <summary>Asks the process to end, and after the grace makes it.</summary>
    public async Task StopAsync(Signal signal, TimeSpan grace)
    {
        Send(signal);
        if (await Task.WhenAny(Exited, Task.Delay(grace)) != Exited)
        {
            Send(Signal.Kill);
            await Exited;
        }
    }

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static ProcessStartInfo Describe(ChildCommand command)
    {
        List<string> words = [command.FileName, .. command.Arguments];
        if (HasSetPriv)
        {
            string[] user = command.User is { } name ? ["--reuid", name, "--regid", name, "--clear-groups"] : [];
            words = ["setsid", "setpriv", "--pdeathsig", NameOf(command.WhenOrphaned), .. user, "--", .. words];
        }
        else if (command.User is not null)
        {
            throw new DistributedApplicationException(
                "setpriv and setsid are missing. Install util-linux, or do not start as root.");
        }

        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = command.WorkingDirectory ?? Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (variable, value) in command.Environment)
        {
            if (value is null)
            {
                start.Environment.Remove(variable);
            }
            else
            {
                start.Environment[variable] = value;
            }
        }

        return start;
    }

    private static string NameOf(Signal signal) => signal switch
    {
        Signal.Interrupt => "INT",
        Signal.Kill => "KILL",
        Signal.Terminate => "TERM",
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    private void Start()
    {
        _process.Start();
        Id = _process.Id;
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    // The child leads its own session and group: what it started goes with it.
    private void Send(Signal signal)
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            _ = kill(signal == Signal.Kill && HasSetPriv ? -Id : Id, (int)signal);
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0)
            {
                _outputEnded.TrySetResult();
            }

            return;
        }

        // The frames of a crash would crowd out its message; the log has them.
        if (!line.StartsWith("   at ", StringComparison.Ordinal))
        {
            _lastLines.Enqueue(line);
        }

        if (_lastLines.Count > KeptLines)
        {
            _lastLines.TryDequeue(out _);
        }

        _onLine(line);
    }

    private async Task<int> WaitForExitAsync()
    {
        await _exited.Task;

        // A grandchild may hold the streams open: the end of the output is not waited for without limit.
        await Task.WhenAny(_outputEnded.Task, Task.Delay(LastOutputWait));
        var code = _process.ExitCode;
        _process.Dispose();
        return code;
    }

    private static BlockingCollection<Action> StartThread()
    {
        var starts = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
            {
                start();
            }
        })
        { IsBackground = true, Name = "Starts children" }.Start();
        return starts;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);
}

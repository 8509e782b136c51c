// The file behind the state: one line of JSON for each change, written to the operating system before the change is
// answered. A killed process therefore loses nothing that it answered, and a line torn by the kill was never answered.
// At start the lines are merged into one.
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>An append-only file of changes.</summary>
public sealed class Journal : IDisposable
{
    private const byte EndOfLine = (byte)'\n';
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = Json.Options.Encoder };

    private readonly FileStream _file;

    private Journal(FileStream file) => _file = file;

    /// <summary>Opens the file, reads every change into the state and rewrites the file as one change.</summary>
    public static Journal Open(string path, SandboxState state, DateTimeOffset now)
    {
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = OpenForUs(path);
        ReadAll(file, state);
        state.DropExpired(now);
        foreach (var table in state.Tables)
        {
            table.TouchAll();
        }

        // Written to a second file and renamed, so a kill leaves either the old file or the new one intact.
        var rewritten = OpenForUs(path + ".new");
        rewritten.SetLength(0);
        var journal = new Journal(rewritten);
        journal.Append(state);
        File.Move(path + ".new", path, overwrite: true);
        file.Dispose();
        foreach (var table in state.Tables)
        {
            table.Commit();
        }

        return journal;
    }

    /// <summary>Appends the uncommitted changes as one line.</summary>
    public void Append(SandboxState state)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line, WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var table in state.Tables.Where(table => table.HasChanges))
            {
                table.WriteChanges(writer);
            }

            writer.WriteEndObject();
        }

        line.Write([EndOfLine]);
        var start = _file.Position;
        try
        {
            _file.Write(line.WrittenSpan);
            _file.Flush();
        }
        catch (IOException)
        {
            // A partial line would corrupt the next one. The exception makes the caller reject the change.
            _file.SetLength(start);
            throw;
        }
    }

    /// <summary>Deletes all changes.</summary>
    public void Clear() => _file.SetLength(0);

    public void Dispose() => _file.Dispose();

    // Opened exclusively: with two sandboxes on one file, each would lose the changes of the other. Windows can rename
    // an open file only with FileShare.Delete; Unix locks it only with FileShare.None. On Unix only the owner can read
    // the file, because it contains personal data.
    private static FileStream OpenForUs(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.Share = FileShare.None;
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, options);
    }

    private static void ReadAll(FileStream file, SandboxState state)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();
        var whole = text.LastIndexOf('\n') + 1;
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var change = JsonDocument.Parse(line);
            foreach (var table in state.Tables)
            {
                if (change.RootElement.TryGetProperty(table.Name, out var rows))
                {
                    table.Read(rows);
                }
            }
        }
    }
}

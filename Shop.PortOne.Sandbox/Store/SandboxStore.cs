// The only access to the sandbox's state. Changes are serialized and written to the journal before other callers see
// them. The changed rows, the webhooks and the response for a repeated request are one line of the journal.
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>Holds the state in memory and in the journal.</summary>
public sealed class SandboxStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Journal? _journal;
    private readonly Channel<string> _newDeliveries = Channel.CreateUnbounded<string>();
    private SandboxState _books = new();

    public SandboxStore(IOptions<SandboxSettings> settings, TimeProvider clock)
    {
        if (settings.Value.File is { Length: > 0 } file)
        {
            _journal = Journal.Open(file, _books, clock.GetUtcNow());
        }
    }

    /// <summary>The ids of new webhook deliveries.</summary>
    public ChannelReader<string> NewDeliveries => _newDeliveries.Reader;

    public T Read<T>(Func<SandboxState, T> read)
    {
        lock (_gate)
        {
            return read(_books);
        }
    }

    public T Write<T>(Func<SandboxState, T> change)
    {
        lock (_gate)
        {
            try
            {
                var result = change(_books);
                Commit();
                return result;
            }
            finally
            {
                foreach (var table in _books.Tables)
                {
                    table.Rollback(); // Has no effect after a commit.
                }
            }
        }
    }

    /// <summary>Deletes all state, also from the journal.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _journal?.Clear();
            _books = new SandboxState();
        }
    }

    public void Dispose() => _journal?.Dispose();

    private void Commit()
    {
        if (!_books.Tables.Any(table => table.HasChanges))
        {
            return;
        }

        _journal?.Append(_books);
        var added = _books.Deliveries.Added.Select(delivery => delivery.Id).ToList();
        foreach (var table in _books.Tables)
        {
            table.Commit();
        }

        added.ForEach(id => _newDeliveries.Writer.TryWrite(id));
    }
}

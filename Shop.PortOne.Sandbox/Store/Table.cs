// Rows by id. A change sees its own uncommitted rows; they become permanent only when it is committed, so a change that
// fails halfway leaves nothing behind.
using System.Text.Json;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>The rows of one type. Rows are immutable and are replaced as a whole.</summary>
public sealed class Table<T>(string name, Func<T, string> idOf) : ITable
    where T : class
{
    private readonly Dictionary<string, T> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _changed = new(StringComparer.Ordinal);

    public string Name => name;

    public bool HasChanges => _changed.Count > 0;

    /// <summary>Every row, in no particular order.</summary>
    public IEnumerable<T> All => _rows
        .Where(row => !_changed.ContainsKey(row.Key))
        .Select(row => row.Value)
        .Concat(_changed.Values);

    /// <summary>The uncommitted new rows.</summary>
    public IEnumerable<T> Added =>
        _changed.Where(row => !_rows.ContainsKey(row.Key)).Select(row => row.Value);

    public int Count => _rows.Count + _changed.Keys.Count(id => !_rows.ContainsKey(id));

    public T? Find(string id) => _changed.GetValueOrDefault(id) ?? _rows.GetValueOrDefault(id);

    public void Put(T row) => _changed[idOf(row)] = row;

    public void Commit()
    {
        foreach (var (id, row) in _changed)
        {
            _rows[id] = row;
        }

        _changed.Clear();
    }

    public void Rollback() => _changed.Clear();

    public void WriteChanges(Utf8JsonWriter writer)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, _changed.Values, Json.Options);
    }

    public void Read(JsonElement rows)
    {
        foreach (var row in rows.Deserialize<List<T>>(Json.Options)!)
        {
            _rows[idOf(row)] = row;
        }
    }

    public void Keep(Func<T, bool> isKept)
    {
        foreach (var (id, _) in _rows.Where(row => !isKept(row.Value)).ToList())
        {
            _rows.Remove(id);
        }
    }

    public void TouchAll()
    {
        foreach (var (id, row) in _rows)
        {
            _changed[id] = row;
        }
    }
}

/// <summary>The operations that SandboxStore and Journal need of a table.</summary>
public interface ITable
{
    /// <summary>The table's name in the journal.</summary>
    string Name { get; }

    /// <summary>True while there are uncommitted rows.</summary>
    bool HasChanges { get; }

    /// <summary>Makes the uncommitted rows permanent.</summary>
    void Commit();

    /// <summary>Discards the uncommitted rows.</summary>
    void Rollback();

    /// <summary>Writes the uncommitted rows as a property.</summary>
    void WriteChanges(Utf8JsonWriter writer);

    /// <summary>Adds rows from the journal.</summary>
    void Read(JsonElement rows);

    /// <summary>Marks every row as changed, so that the next write contains all of them.</summary>
    void TouchAll();
}

// Rows by id. What a change puts is seen by that change at once and by everyone else only when the change is committed,
// so that a change that fails half-way leaves nothing behind.
using System.Text.Json;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>The rows of one kind; rows are immutable and are replaced, never edited.</summary>
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

    /// <summary>The rows that the change under way adds.</summary>
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

/// <summary>What the file needs to know of a table.</summary>
public interface ITable
{
    /// <summary>The table's name in the file.</summary>
    string Name { get; }

    /// <summary>True while a change has put rows that are not committed.</summary>
    bool HasChanges { get; }

    /// <summary>Makes the change's rows everyone's.</summary>
    void Commit();

    /// <summary>Forgets the change's rows.</summary>
    void Rollback();

    /// <summary>Writes the change's rows as a property.</summary>
    void WriteChanges(Utf8JsonWriter writer);

    /// <summary>Takes rows from the file.</summary>
    void Read(JsonElement rows);

    /// <summary>Marks every row as changed, so that the next write holds them all.</summary>
    void TouchAll();
}

// What travels beside a message. Keys are lower-case; a key that ends in "-bin" carries bytes, every other key carries
// text, and mixing the two is refused when the entry is made.
using System.Collections;
using System.Text;

namespace Grpc.Core;

/// <summary>The headers or trailers of a call, in the order in which they were added.</summary>
public sealed class Metadata : IReadOnlyList<Metadata.Entry>
{
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No metadata, and none can be added.</summary>
    public static readonly Metadata Empty = new() { _isReadOnly = true };

    private readonly List<Entry> _entries = [];
    private bool _isReadOnly;

    public int Count => _entries.Count;

    public Entry this[int index] => _entries[index];

    public void Add(Entry item)
    {
        if (_isReadOnly)
        {
            throw new InvalidOperationException("Object is read only");
        }

        _entries.Add(item);
    }

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>The last entry of this key: for who reads a single value, a later one wins.</summary>
    public Entry? Get(string key) => _entries.LastOrDefault(entry => IsKey(entry, key));

    public string? GetValue(string key) => Get(key)?.Value;

    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => IsKey(entry, key));

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsKey(Entry entry, string key) => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase);

    /// <summary>One key with its text or its bytes.</summary>
    public sealed class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, string value)
        {
            Key = Normalize(key);
            _text = value ?? throw new ArgumentNullException(nameof(value));
            if (IsBinary)
            {
                throw new ArgumentException($"'{Key}' ends in '{BinaryHeaderSuffix}' and takes bytes.", nameof(key));
            }
        }

        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalize(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = [.. valueBytes];
            if (!IsBinary)
            {
                throw new ArgumentException($"'{Key}' takes text: it lacks '{BinaryHeaderSuffix}'.", nameof(key));
            }
        }

        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        public string Value => _text
            ?? throw new InvalidOperationException("Cannot access string value of a binary metadata entry");

        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : [.. _bytes];

        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToBase64String(_bytes!)}]"
            : $"[Entry: key={Key}, value={_text}]";

        private static string Normalize(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var isLegal = key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
            return isLegal
                ? key.ToLowerInvariant()
                : throw new ArgumentException(
                    $"Metadata entry key not valid: '{key}'. Letters, digits, '_', '-' and '.' are.", nameof(key));
        }
    }
}

// Materializes the rows of an NpgsqlBatch as EF Core entities. Locking an order and reading it are two statements, and
// the budget allows one round trip; EF Core sends one statement per round trip. The entities are tracked, so that
// SaveChanges writes their changes, and linked to each other by key.
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Shop.Commerce.Data;

internal static class TrackedRows
{
    private static readonly ConcurrentDictionary<IEntityType, IReadOnlyList<Column>> ColumnsOf = [];

    /// <summary>
    /// Reads the current result, which must have all columns of <typeparamref name="T"/>'s table, and moves to the
    /// next.
    /// </summary>
    public static async Task<List<T>> ReadTrackedAsync<T>(
        this CommerceDb db, NpgsqlDataReader reader, CancellationToken ct)
        where T : class
    {
        var columns = ColumnsOf
            .GetOrAdd(db.Model.FindEntityType(typeof(T))!, type => [.. type.GetProperties().Select(Column.Of)])
            .Select(column => (column, ordinal: reader.GetOrdinal(column.Name)))
            .ToList();
        var entities = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            var entity = (T)Activator.CreateInstance(typeof(T), nonPublic: true)!;
            foreach (var (column, ordinal) in columns)
            {
                column.Property.SetValue(entity, column.Read(reader, ordinal));
            }

            db.Entry(entity).State = EntityState.Unchanged;
            entities.Add(entity);
        }

        await reader.NextResultAsync(ct);
        return entities;
    }

    // Values are set before the entity is tracked, so that EF Core does not compare each of them with its snapshot.
    private sealed record Column(string Name, PropertyInfo Property, Func<object, object?>? Convert, bool IsTime)
    {
        public static Column Of(IProperty property) => new(
            property.GetColumnName(),
            property.PropertyInfo!,
            property.GetTypeMapping().Converter?.ConvertFromProvider,
            (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(DateTimeOffset));

        public object? Read(NpgsqlDataReader reader, int ordinal)
        {
            if (reader.IsDBNull(ordinal))
            {
                return null;
            }

            if (IsTime)
            {
                return reader.GetFieldValue<DateTimeOffset>(ordinal);
            }

            var value = reader.GetValue(ordinal);
            return Convert is null ? value : Convert(value);
        }
    }
}

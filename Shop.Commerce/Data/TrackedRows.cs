// Materializes the rows of an NpgsqlBatch as EF Core entities. Locking an order and reading it are two statements, and
// the budget allows one round trip; EF Core sends one statement per round trip. The entities are tracked, so that
// SaveChanges writes their changes, and linked to each other by key.
using Microsoft.EntityFrameworkCore.Metadata;

namespace Shop.Commerce.Data;

internal static class TrackedRows
{
    /// <summary>
    /// Reads the current result, which must have all columns of <typeparamref name="T"/>'s table, and moves to the
    /// next.
    /// </summary>
    public static async Task<List<T>> ReadTrackedAsync<T>(
        this CommerceDb db, NpgsqlDataReader reader, CancellationToken ct)
        where T : class
    {
        var columns = db.Model.FindEntityType(typeof(T))!.GetProperties()
            .Select(property => (property, ordinal: reader.GetOrdinal(property.GetColumnName())))
            .ToList();
        var entities = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            var entity = (T)Activator.CreateInstance(typeof(T), nonPublic: true)!;
            var entry = db.Entry(entity);
            foreach (var (property, ordinal) in columns)
            {
                entry.Property(property).CurrentValue =
                    await reader.IsDBNullAsync(ordinal, ct) ? null : Value(property, reader, ordinal);
            }

            entry.State = EntityState.Unchanged;
            entities.Add(entity);
        }

        await reader.NextResultAsync(ct);
        return entities;
    }

    private static object? Value(IProperty property, NpgsqlDataReader reader, int ordinal) =>
        property.GetTypeMapping().Converter is { } converter
            ? converter.ConvertFromProvider(reader.GetValue(ordinal))
            : property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?)
                ? reader.GetFieldValue<DateTimeOffset>(ordinal)
                : reader.GetValue(ordinal);
}

using Npgsql;

namespace Shop.ServiceDefaults.Data;

/// <summary>Runs SQL on an open connection.</summary>
internal static class NpgsqlConnectionExtensions
{
    /// <summary>Executes statements that return no rows.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

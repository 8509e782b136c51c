using Aspire.Hosting.Testing;
using Npgsql;

namespace Shop.Tests.Startup;

/// <summary>Connections to the databases of a graph. They are not pooled, so that a database can be dropped.</summary>
internal static class DatabaseConnections
{
    /// <summary>Connects to a database of the server as its owner.</summary>
    /// <param name="shop">The graph.</param>
    /// <param name="name">The connection string's name, such as <c>accountdb</c>.</param>
    /// <param name="database">Another database of that server; null for the one of the connection string.</param>
    public static async Task<NpgsqlConnection> ConnectAsOwnerAsync(
        this RunningShop shop, string name, string? database = null) =>
        await OpenAsync(new(await shop.App.GetConnectionStringAsync(name)) { Database = database ?? name });

    /// <summary>Connects to a database of the server as the login of a service.</summary>
    public static async Task<NpgsqlConnection> ConnectAsLoginAsync(
        this RunningShop shop, string name, string? database = null) =>
        await OpenAsync(new(await shop.App.GetConnectionStringAsync($"{name}-login")) { Database = database ?? name });

    /// <summary>Opens a connection without pooling.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder connectionString)
    {
        connectionString.Pooling = false;
        var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Executes a statement.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns the first value of a query.</summary>
    public static async Task<object?> ReadAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

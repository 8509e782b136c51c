using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database on a server; it is made when it is not there.</summary>
public sealed class PostgresDatabaseResource : Resource, IResourceWithConnectionString, IHasConnectionProperties
{
    private readonly PostgresServerResource _server;

    internal PostgresDatabaseResource(string name, PostgresServerResource server) : base(name) => _server = server;

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{_server};Database={Name}");

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.connectionString}}";

    internal override Resource Parent => _server;

    private ReferenceExpression Jdbc =>
        ReferenceExpression.Create($"jdbc:postgresql://{_server.Host}:{_server.Port}/{Name}");

    IEnumerable<KeyValuePair<string, object>> IHasConnectionProperties.ConnectionProperties =>
    [
        .. ((IHasConnectionProperties)_server).ConnectionProperties
            .Where(property => property.Key is not ("Uri" or "JdbcConnectionString")),
        new("Uri", _server.AddressOf("postgresql", $"{PostgresServerResource.UserName}:", $"/{Name}")),
        new("JdbcConnectionString", Jdbc),
        new("DatabaseName", Name),
    ];

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    internal override async Task WaitUntilReadyAsync(ResourceInstance instance, CancellationToken ct)
    {
        await using var connection = await _server.ConnectAsync(ct);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        find.Parameters.Add(new() { Value = Name });
        if (await find.ExecuteScalarAsync(ct) is not null)
        {
            return; // The volume kept it.
        }

        await using var create = new NpgsqlCommand($"create database \"{Name.Replace("\"", "\"\"")}\"", connection);
        await create.ExecuteNonQueryAsync(ct);
    }

    internal override Task WriteToAsync(ManifestWriter manifest)
    {
        manifest.Json.WriteStartObject(Name);
        manifest.Json.WriteString("type", "value.v0");
        manifest.Json.WriteString("connectionString", ConnectionStringExpression.ValueExpression);
        manifest.Json.WriteEndObject();
        return Task.CompletedTask;
    }
}

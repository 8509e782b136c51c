namespace Shop.AppHost.Postgres;

/// <summary>A PostgreSQL server that runs as a local process.</summary>
/// <param name="password">The password of <see cref="OwnerName"/>.</param>
internal sealed class LocalPostgresResource(string name, string command, string folder, ParameterResource password)
    : ExecutableResource(name, command, folder), IResourceWithConnectionString
{
    /// <summary>The superuser that initdb creates.</summary>
    public const string OwnerName = "postgres";

    internal const string EndpointName = "tcp";

    public EndpointReference Endpoint => this.GetEndpoint(EndpointName);

    /// <summary>Connects as the owner; it names no database.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var (host, port) = (Endpoint.Property(EndpointProperty.Host), Endpoint.Property(EndpointProperty.Port));
            return ReferenceExpression.Create($"Host={host};Port={port};Username={OwnerName};Password={password}");
        }
    }
}

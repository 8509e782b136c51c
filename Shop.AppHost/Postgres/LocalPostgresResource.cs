using Aspire.Hosting.ApplicationModel;

namespace Shop.AppHost.Postgres;

/// <summary>A PostgreSQL server that runs as a local process.</summary>
internal sealed class LocalPostgresResource : ExecutableResource, IResourceWithConnectionString
{
    /// <summary>The superuser that initdb creates.</summary>
    public const string OwnerName = "postgres";

    internal const string EndpointName = "tcp";

    public LocalPostgresResource(string name, string command, string folder, ParameterResource password)
        : base(name, command, folder)
    {
        Password = password;
        Endpoint = new(this, EndpointName);
    }

    public ParameterResource Password { get; }

    public EndpointReference Endpoint { get; }

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={Endpoint.Property(EndpointProperty.Host)};Port={Endpoint.Property(EndpointProperty.Port)};Username={OwnerName};Password={Password}");
}

using Aspire.Hosting.ApplicationModel;

namespace Shop.AppHost.Postgres;

/// <summary>A PostgreSQL server that runs as a local process.</summary>
internal sealed class LocalPostgresResource : ExecutableResource, IResourceWithConnectionString
{
    /// <summary>The superuser that initdb creates.</summary>
    public const string OwnerName = "postgres";

    internal const string EndpointName = "tcp";

    /// <summary>Creates the resource.</summary>
    /// <param name="name">The name of the resource.</param>
    /// <param name="command">The program that runs the server.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="password">The password of <see cref="OwnerName"/>.</param>
    public LocalPostgresResource(string name, string command, string folder, ParameterResource password)
        : base(name, command, folder)
    {
        Password = password;
        Endpoint = new(this, EndpointName);
    }

    /// <summary>The password of <see cref="OwnerName"/>.</summary>
    public ParameterResource Password { get; }

    /// <summary>The server's address.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>Connects as the owner; it names no database.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var (host, port) = (Endpoint.Property(EndpointProperty.Host), Endpoint.Property(EndpointProperty.Port));
            return ReferenceExpression.Create($"Host={host};Port={port};Username={OwnerName};Password={Password}");
        }
    }
}

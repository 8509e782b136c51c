// A service meets its database in two roles. Its migration connects as the owner and runs before it; the service
// connects as a login that owns nothing, so what the schema forbids is forbidden to the service too.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Shop.AppHost.Postgres;

/// <summary>A database with its two connection strings.</summary>
/// <param name="Owner">Connects as the server's owner; for migrations only.</param>
/// <param name="Login">Connects as the service's login.</param>
/// <param name="Password">The login's password, which the migration sets.</param>
/// <param name="Server">The server that holds the database.</param>
internal sealed record ServiceDatabase(
    IResourceBuilder<ConnectionStringResource> Owner,
    IResourceBuilder<ConnectionStringResource> Login,
    IResourceBuilder<ParameterResource> Password,
    IResourceBuilder<IResourceWithConnectionString> Server)
{
    /// <summary>The name that the service looks up under <c>ConnectionStrings</c>.</summary>
    public string Name => Owner.Resource.Name;
}

/// <summary>Connects services to their databases.</summary>
internal static class ServiceDatabaseExtensions
{
    /// <summary>Adds the step that brings a service's database up to date: the service's own program.</summary>
    public static IResourceBuilder<ProjectResource> AddMigration<TProject>(
        this IDistributedApplicationBuilder builder, string name, ServiceDatabase database)
        where TProject : IProjectMetadata, new()
    {
        var migration = builder.AddProject<TProject>(name, options =>
            {
                // Both name the addresses that the service itself listens on.
                options.ExcludeKestrelEndpoints = true;
                options.ExcludeLaunchProfile = true;
            })
            .WithArgs("migrate")
            .WithReference(database.Owner, database.Name)
            .WithEnvironment("Database__Password", database.Password)
            .WithIconName("DatabaseArrowUp")
            .WaitFor(database.Server);
        return builder.ExecutionContext.IsRunMode
            ? migration.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
            : migration;
    }

    /// <summary>Gives a service its login, and starts it when its migration has succeeded.</summary>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> service,
        ServiceDatabase database, IResourceBuilder<ProjectResource> migration)
    {
        migration.WithParentRelationship(service);
        return service.WithReference(database.Login, database.Name).WaitForCompletion(migration);
    }
}

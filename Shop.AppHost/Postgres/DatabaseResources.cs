// A service's database is used by two roles. The migration connects as the owner and runs before the service. The
// service connects as a login that owns nothing, so it cannot change or bypass the schema's constraints.
namespace Shop.AppHost.Postgres;

/// <summary>The resources of one database.</summary>
/// <param name="Owner">The connection string of the server's owner; for migrations only.</param>
/// <param name="Login">The connection string of the service's login.</param>
/// <param name="Password">The login's password, which the migration sets.</param>
/// <param name="Server">The server that holds the database.</param>
internal sealed record DatabaseResources(
    IResourceBuilder<ConnectionStringResource> Owner,
    IResourceBuilder<ConnectionStringResource> Login,
    IResourceBuilder<ParameterResource> Password,
    IResourceBuilder<IResourceWithConnectionString> Server)
{
    /// <summary>The name that the service looks up under <c>ConnectionStrings</c>.</summary>
    public string Name => Owner.Resource.Name;
}

internal static class DatabaseResourcesExtensions
{
    /// <summary>Adds a migration: the service's program, run once with the argument <c>migrate</c>.</summary>
    public static IResourceBuilder<ProjectResource> AddMigration<TProject>(
        this IDistributedApplicationBuilder builder, string name, DatabaseResources database)
        where TProject : IProjectMetadata, new()
    {
        var migration = builder.AddProject<TProject>(name, options =>
            {
                // Both set the addresses that the service listens on. A migration must not bind them.
                options.ExcludeKestrelEndpoints = true;
                options.ExcludeLaunchProfile = true;
            })
            .WithArgs("migrate")
            .WithReference(database.Owner, database.Name)
            .WithEnvironment("Database__Password", database.Password)
            .WithIconName("DatabaseArrowUp")
            .WaitFor(database.Server);

        // The excluded launch profile also set the environment. Without it the migration would run as Production, see
        // findings/aspire-excluded-launch-profile-is-production.sh.
        return builder.ExecutionContext.IsRunMode
            ? migration.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
            : migration;
    }

    /// <summary>Gives a service its login's connection string; it starts after its migration has succeeded.</summary>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> service,
        DatabaseResources database, IResourceBuilder<ProjectResource> migration)
    {
        migration.WithParentRelationship(service);
        return service.WithReference(database.Login, database.Name).WaitForCompletion(migration);
    }

    /// <summary>Gives a service and its migration the same key, with which they encrypt data in the database.</summary>
    public static IResourceBuilder<ProjectResource> WithDataKey(
        this IResourceBuilder<ProjectResource> service,
        IResourceBuilder<ParameterResource> key, IResourceBuilder<ProjectResource> migration)
    {
        migration.WithEnvironment("Data__Key", key);
        return service.WithEnvironment("Data__Key", key);
    }
}

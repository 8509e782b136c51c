using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>PostgreSQL in the application.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a server whose superuser is <c>postgres</c>, with a generated password.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder, string name) =>
        builder.Add(new PostgresServerResource(
            name, () => ParameterResourceBuilderExtensions.Configured(builder.Configuration, $"{name}-password")));

    /// <summary>Adds a database on the server.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name) =>
        builder.ApplicationBuilder.Add(new PostgresDatabaseResource(name, builder.Resource));

    /// <summary>Keeps the data between runs.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string name)
    {
        builder.Resource.Volume = name;
        return builder;
    }
}

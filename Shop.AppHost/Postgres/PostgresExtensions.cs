// PostgreSQL for the AppHost. Servers are containers in the manifest and if a container engine is running, and local
// processes otherwise. Names and connection strings are the same in both cases.
using Shop.AppHost.Run;

namespace Shop.AppHost.Postgres;

internal static class PostgresExtensions
{
    // Below the kernel's range for outgoing connections (from 32768), so the port is still free when the server binds.
    private const int FirstPort = 20_000;
    private const int LastPort = 31_999;

    /// <summary>Adds a server. Without <paramref name="dataName"/> its data is deleted with the run.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddPostgresServer(
        this IDistributedApplicationBuilder builder, string name, string? dataName)
    {
        if (builder.ExecutionContext.IsRunMode && !ContainerEngine.IsRunning)
        {
            return builder.AddLocalPostgres(name, dataName);
        }

        var server = builder.AddPostgres(name);
        return dataName is null ? server : server.WithDataVolume(
            builder.ExecutionContext.IsRunMode ? $"{dataName}-{LocalData.KeyOf(builder)}" : dataName);
    }

    /// <summary>
    /// Names a database of the server and the login of its service. The service's migration creates both, because
    /// nothing else would create them in a deployment of the manifest.
    /// </summary>
    public static DatabaseResources AddServiceDatabase(
        this IResourceBuilder<IResourceWithConnectionString> server,
        string name, string login, IResourceBuilder<ParameterResource> password)
    {
        var builder = server.ApplicationBuilder;
        var endpoint = ((IResourceWithEndpoints)server.Resource).GetEndpoint(LocalPostgresResource.EndpointName);
        var (host, port) = (endpoint.Property(EndpointProperty.Host), endpoint.Property(EndpointProperty.Port));
        return new(
            builder.AddConnectionString(name, ReferenceExpression.Create($"{server};Database={name}"))
                .WithParentRelationship(server).WithIconName("Database"),
            builder.AddConnectionString($"{name}-login", ReferenceExpression.Create(
                    $"Host={host};Port={port};Username={login};Password={password};Database={name}"))
                .WithInitialState(new() { ResourceType = "ConnectionString", Properties = [], IsHidden = true }),
            password,
            server);
    }

    private static IResourceBuilder<LocalPostgresResource> AddLocalPostgres(
        this IDistributedApplicationBuilder builder, string name, string? dataName)
    {
        var data = dataName is null
            ? PostgresDataFolder.Temporary(name)
            : PostgresDataFolder.Kept(LocalData.KeptFolder(builder), dataName);
        var password = new ParameterResource($"{name}-password", _ => data.Password, secret: true);
        var server = new LocalPostgresResource(name, LocalProcess.Shell, data.Folder, password);

        // Runs before any resource starts, so that a missing program is reported at the prompt. Disposing the service
        // provider releases the lock.
        builder.Services.AddKeyedSingleton(name, (_, _) => data);
        PostgresPrograms programs = null!;
        builder.Eventing.Subscribe<BeforeStartEvent>(async (start, ct) =>
        {
            programs = PostgresPrograms.Find(builder.Configuration, data.MajorVersion);
            await start.Services.GetRequiredKeyedService<PostgresDataFolder>(name).LockAsync(programs, ct);
            if (OperatingSystem.IsWindows())
            {
                server.Annotations.OfType<ExecutableAnnotation>().Last().Command = programs.Server;
            }
        });

        return builder.AddResource(server)
            .WithEndpoint(
                port: null, targetPort: FindFreePort(), name: LocalPostgresResource.EndpointName, isProxied: false)
            .WithServerArguments(data, () => programs)
            .WithEnvironment("LC_MESSAGES", "C")
            .OnBeforeResourceStarted((_, _, _) => Task.Run(() => data.Initialize(programs)))
            .WithReadinessCheck()
            .WithIconName("DatabaseMultiple")
            .ExcludeFromManifest();
    }

    private static IResourceBuilder<LocalPostgresResource> WithServerArguments(
        this IResourceBuilder<LocalPostgresResource> server, PostgresDataFolder data,
        Func<PostgresPrograms> programs) =>
        server.WithArgs(context =>
        {
            var (program, arguments) = PostgresUser.Wrap(programs().Server, [
                "-D", data.Data, "-c", "listen_addresses=localhost", "-c", "unix_socket_directories=", "-p",
            ]);
            // On Windows the command is the server itself.
            object[] script = OperatingSystem.IsWindows()
                ? []
                : [LocalProcess.PathOf("run-postgres.sh"), data.Removable, program];
            object[] all = [.. script, .. arguments, server.Resource.Endpoint.Property(EndpointProperty.TargetPort)];
            foreach (var argument in all)
            {
                context.Args.Add(argument);
            }
        });

    /// <summary>The server is healthy while it accepts connections.</summary>
    private static IResourceBuilder<LocalPostgresResource> WithReadinessCheck(
        this IResourceBuilder<LocalPostgresResource> server)
    {
        var name = server.Resource.Name;
        var healthCheck = $"{name}_check";
        string? connectionString = null;
        server.ApplicationBuilder.Services.AddHealthChecks().AddNpgSql(
            _ => connectionString ?? throw new InvalidOperationException($"{name} has not started."),
            name: healthCheck);
        return server
            .OnConnectionStringAvailable(async (resource, _, ct) =>
                // Not pooled: an open pooled connection would keep the health check green after the server has ended.
                connectionString = await resource.ConnectionStringExpression.GetValueAsync(ct)
                    + ";Database=postgres;Pooling=false")
            .WithHealthCheck(healthCheck);
    }

    private static int FindFreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(FirstPort, LastPort + 1);
            if (LoopbackPort.IsFree(port))
            {
                return port;
            }
        }
    }
}

// PostgreSQL for the AppHost: containers where an engine runs and in the manifest, local processes elsewhere. Names,
// connection strings and the manifest are the same either way.
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Shop.AppHost.Postgres;

/// <summary>PostgreSQL servers, databases and logins.</summary>
internal static class PostgresExtensions
{
    // Below the range that the system takes for outgoing connections, so the port is still free when the server binds.
    private const int FirstPort = 10_000;
    private const int LastPort = 32_767;

    private const string Shell = "/bin/sh"; // Runs the script; on Windows the server is the command itself.

    private static readonly string Script = Path.Combine(
        Path.GetDirectoryName(typeof(PostgresExtensions).Assembly.Location)!, "Postgres", "run-postgres.sh");

    /// <summary>
    /// Adds a server. Its data is kept under <paramref name="dataName"/> between runs; null ends it with the run.
    /// </summary>
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
    /// Names a database of the server and the login that its service uses. Neither is created here: the service's
    /// migration does that, because a deployed manifest does not.
    /// </summary>
    public static ServiceDatabase AddServiceDatabase(
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
        var server = new LocalPostgresResource(name, Shell, data.Folder, password);

        // Before anything starts, so that a person sees at once what is missing. The container ends the lock.
        builder.Services.AddKeyedSingleton(name, (_, _) => data);
        PostgresPrograms programs = null!;
        builder.Eventing.Subscribe<BeforeStartEvent>(async (start, ct) =>
        {
            programs = PostgresPrograms.Find(builder.Configuration);
            await start.Services.GetRequiredKeyedService<PostgresDataFolder>(name).LockAsync(programs, ct);
            if (OperatingSystem.IsWindows())
            {
                server.Annotations.OfType<ExecutableAnnotation>().Last().Command = programs.Server;
            }
        });

        string? connectionString = null;
        var healthCheck = $"{name}_check";
        builder.Services.AddHealthChecks().AddNpgSql(
            _ => connectionString ?? throw new InvalidOperationException($"{name} has not started."),
            name: healthCheck);

        return builder.AddResource(server)
            .WithEndpoint(
                port: null, targetPort: FreePort(), name: LocalPostgresResource.EndpointName, isProxied: false)
            .WithArgs(context =>
            {
                var (program, arguments) = PostgresUser.Wrap(programs.Server, [
                    "-D", data.Data, "-c", "listen_addresses=localhost", "-c", "unix_socket_directories=", "-p",
                ]);
                string[] all = OperatingSystem.IsWindows() ? arguments : [Script, data.Removable, program, .. arguments];
                foreach (var argument in all)
                {
                    context.Args.Add(argument);
                }

                context.Args.Add(server.Endpoint.Property(EndpointProperty.TargetPort));
            })
            .WithEnvironment("LC_MESSAGES", "C")
            .OnBeforeResourceStarted((_, _, _) => Task.Run(() => data.Initialize(programs)))
            .OnConnectionStringAvailable(async (_, _, ct) =>
                // Unpooled: a pooled connection would keep the check green after the server has ended.
                connectionString = await server.ConnectionStringExpression.GetValueAsync(ct)
                    + ";Database=postgres;Pooling=false")
            .WithHealthCheck(healthCheck)
            .WithIconName("DatabaseMultiple")
            .ExcludeFromManifest();
    }

    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(FirstPort, LastPort + 1);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Taken: try another one.
            }
        }
    }
}

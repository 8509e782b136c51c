using Aspire.Hosting.PostgreSQL;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server.</summary>
public sealed class PostgresServerResource : Resource,
    IResourceWithConnectionString, IResourceWithWaitSupport, IHasConnectionProperties
{
    internal const string UserName = "postgres";
    internal const string Image = "docker.io/library/postgres:18.3";
    internal const int PasswordLength = 22;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(30);

    private PostgresData? _data;

    internal PostgresServerResource(string name, Func<string?> configuredPassword) : base(name)
    {
        Endpoints.Add(new("tcp", "tcp", "tcp", port: null, targetPort: 5432));
        Password = new($"{name}-password", () => _data?.Password, isSecret: true) { GeneratedLength = PasswordLength };
        ConfiguredPassword = configuredPassword;
    }

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Host={Host};Port={Port};Username={UserName};Password={Password}");

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.connectionString}}";

    /// <summary>The name of the volume; null keeps nothing.</summary>
    internal string? Volume { get; set; }

    internal ParameterResource Password { get; }

    internal Func<string?> ConfiguredPassword { get; }

    internal EndpointPart Host => new(Address, "tcp", isPort: false);

    internal EndpointPart Port => new(Address, "tcp", isPort: true);

    internal override bool IsKept => Volume is not null;

    // Its last checkpoint is let finish, also on a slow disk.
    internal override TimeSpan StopGrace => TimeSpan.FromSeconds(30);

    // A fast stop: clients are cut off, the data is written.
    internal override Signal StopSignal => Signal.Interrupt;

    private EndpointReference Address => new(this, Endpoints[0]);

    IEnumerable<KeyValuePair<string, object>> IHasConnectionProperties.ConnectionProperties =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Username", UserName),
        new("Password", ReferenceExpression.Create($"{Password}")),
        new("Uri", AddressOf("postgresql", $"{UserName}:", "")),
        new("JdbcConnectionString", ReferenceExpression.Create($"jdbc:postgresql://{Host}:{Port}")),
    ];

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    internal ReferenceExpression AddressOf(string scheme, string user, string path)
    {
        var password = new UriEncoded(Password);
        return ReferenceExpression.Create($"{scheme}://{user}{password}@{Host}:{Port}{path}");
    }

    internal override async Task<ChildProcess?> StartAsync(ResourceInstance instance, CancellationToken ct)
    {
        var programs = await PostgresPrograms.FindAsync(instance, ct);
        _data = await PostgresData.OpenAsync(this, programs, instance.Run, ct);
        return await programs.StartAsync(_data, instance.ListenPort(Endpoints[0]), instance.WriteLine, ct);
    }

    internal override async Task WaitUntilReadyAsync(ResourceInstance instance, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartLimit);
        try
        {
            while (!await AnswersAsync(limit.Token))
            {
                await Task.Delay(ProbeInterval, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"did not answer within {StartLimit.TotalSeconds:0} s.");
        }
    }

    internal override Task EndAsync(ResourceInstance instance)
    {
        _data?.Dispose();
        return Task.CompletedTask;
    }

    internal async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(await GetValueAsync(ct)) { Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    internal override Task WriteToAsync(ManifestWriter manifest)
    {
        var json = manifest.Json;
        json.WriteStartObject(Name);
        json.WriteString("type", "container.v0");
        json.WriteString("connectionString", ConnectionStringExpression.ValueExpression);
        json.WriteString("image", Image);
        if (Volume is not null)
        {
            json.WriteStartArray("volumes");
            json.WriteStartObject();
            json.WriteString("name", Volume);
            json.WriteString("target", "/var/lib/postgresql");
            json.WriteBoolean("readOnly", false);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        manifest.WriteEnvironment(
        [
            new("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256"),
            new("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256"),
            new("POSTGRES_USER", UserName),
            new("POSTGRES_PASSWORD", Password),
        ]);
        manifest.WriteBindings(Endpoints);
        json.WriteEndObject();
        manifest.WriteAtTheEnd(Password);
        return Task.CompletedTask;
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await ConnectAsync(ct);
            return true;
        }
        catch (PostgresException wrong) when (wrong.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new DistributedApplicationException(
                $"refuses the password. If Parameters:{Password.Name} is configured, it is not the one that the "
                + "data was made with.");
        }
        catch (NpgsqlException)
        {
            return false; // Not listening yet, or still recovering.
        }
    }
}

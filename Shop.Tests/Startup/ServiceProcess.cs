// A single service in a separate process, started as an operator starts it. It uses the databases of a running graph: a
// service connects as its login, `migrate` as the owner.
using Aspire.Hosting.Testing;

namespace Shop.Tests.Startup;

/// <summary>A service, or the sandbox, in a separate process.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private const string Sandbox = "PortOne.Sandbox";
    private const string Migrate = "migrate";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // The sandbox has the settings of the provider under another prefix.
    private static readonly (string Name, string Value)[] PortOne =
    [
        .. new[] { "PortOne", "Sandbox" }.SelectMany(prefix => new[]
        {
            ($"{prefix}__ApiSecret", "sandbox-api-secret"),
            ($"{prefix}__StoreId", "store-00000000-0000-4000-8000-000000000001"),
            ($"{prefix}__WebhookSecrets", "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE="),
            ($"{prefix}__PaymentChannels",
                """[{"key":"channel-key-00000000-0000-4000-8000-000000000002","provider":"TOSSPAYMENTS"}]"""),
            ($"{prefix}__IdentityChannel",
                """{"key":"channel-key-00000000-0000-4000-8000-000000000003","provider":"DANAL"}"""),
        }),
    ];

    private readonly Func<ProgramProcess> _start;
    private ProgramProcess _process;

    private ServiceProcess(Func<ProgramProcess> start, string address) =>
        (_start, _process, Http) = (start, start(), new() { BaseAddress = new(address) });

    /// <summary>A client of the service.</summary>
    public HttpClient Http { get; }

    /// <summary>The service's address. It stays the same after a restart.</summary>
    public Uri Address => Http.BaseAddress!;

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <summary>Starts a service, or the sandbox, with the settings of the tests and the given changes.</summary>
    public static Task<ServiceProcess> StartAsync(
        RunningShop shop, string service, params (string Name, string Value)[] changed) =>
        StartAsync(shop, service, [], changed);

    /// <summary>Runs an operator command and waits until it ends.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        RunningShop shop, string service, params string[] command)
    {
        await using var process = await StartAsync(
            shop, service, command, [("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}")]);
        return await process.EndsAsync();
    }

    /// <summary>Runs <c>migrate</c> as the owner and waits until it ends.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> MigrateAsync(
        RunningShop shop, string service, params (string Name, string Value)[] changed)
    {
        await using var process = await StartAsync(shop, service, [Migrate], changed);
        return await process.EndsAsync();
    }

    private static async Task<ServiceProcess> StartAsync(
        RunningShop shop, string service, string[] arguments, (string Name, string Value)[] changed)
    {
        var program = $"Shop.{service}";
        var address = $"http://127.0.0.1:{FreePorts.Take()}";
        var database = $"{service.ToLowerInvariant()}db";
        var connection = arguments.Contains(Migrate) ? database : $"{database}-login";
        List<(string, string)> settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("Kestrel__Endpoints__http__Url", address),
            ("Database__Password", TestSecrets.DbPasswordOf(service)),
            ("Identity__CiPeppers", TestSecrets.CiPepper),
            ("Data__Key", TestSecrets.DataKeyOf(service)),
            ("Service__Credential", TestSecrets.ServiceCredential),
            .. PortOne,
        ];
        if (service is "Account" or "Commerce")
        {
            settings.Add(("Kestrel__Endpoints__rpc__Url", "http://127.0.0.1:0"));
            settings.Add(("Kestrel__Endpoints__admin__Url", "http://127.0.0.1:0"));
        }

        if (service != Sandbox)
        {
            settings.Add(($"ConnectionStrings__{database}", (await shop.App.GetConnectionStringAsync(connection))!));
        }

        return new(
            () => ProgramProcess.Start(
                "dotnet", [BuiltPrograms.PathOf(program), .. arguments], BuiltPrograms.FolderOf(program),
                [.. settings, .. changed]),
            address);
    }

    /// <summary>Waits until the service responds.</summary>
    public Task AnswersAsync() => _process.AnswersAsync(Http, "/alive", Deadline);

    /// <summary>Waits until the process ends; returns its exit code and everything that it printed.</summary>
    public Task<(int ExitCode, string Output, string Errors)> EndsAsync() => _process.EndsAsync(Deadline);

    /// <summary>Waits until the process ends; it must exit with 1 and print one line with the given texts.</summary>
    public async Task FailsWithOneLineAsync(string beginning, params string[] reasons) =>
        AssertFailedWithOneLine(await EndsAsync(), beginning, reasons);

    /// <summary>The program exited with 1 and printed one line, which begins as given and has the reasons.</summary>
    public static void AssertFailedWithOneLine(
        (int ExitCode, string Output, string Errors) end, string beginning, params string[] reasons)
    {
        Assert.True(end.ExitCode == 1, $"{end.ExitCode}: {end.Output}{end.Errors}");
        var line = Assert.Single(end.Errors.Trim().Split('\n'));
        Assert.StartsWith(beginning, line);
        Assert.All(reasons, reason => Assert.Contains(reason, line));
        Assert.DoesNotContain("   at ", end.Output);
    }

    /// <summary>Sends SIGTERM, as an orchestrator does.</summary>
    public Task TerminateAsync() => _process.TerminateAsync();

    /// <summary>Starts the ended service again at the same address, and waits until it responds.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = _start();
        await AnswersAsync();
    }

    /// <summary>Kills the process with SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Http.Dispose();
    }
}

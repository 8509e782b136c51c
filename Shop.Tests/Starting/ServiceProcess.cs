// A single service in a separate process, started as an operator starts it. It uses the databases of a running graph: a
// service connects as its login, `migrate` as the owner.
using System.Diagnostics;
using Aspire.Hosting.Testing;

namespace Shop.Tests.Starting;

/// <summary>A service in a separate process.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private const string PaymentChannels =
        """[{"key":"channel-key-00000000-0000-4000-8000-000000000002","provider":"TOSSPAYMENTS"}]""";
    private const string IdentityChannel =
        """{"key":"channel-key-00000000-0000-4000-8000-000000000003","provider":"DANAL"}""";

    private const string Sandbox = "PortOne.Sandbox";
    private const string Migrate = "migrate";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ProcessStartInfo _start;
    private Process _process = null!;
    private Task<string> _output = null!;
    private Task<string> _errors = null!;

    private ServiceProcess(ProcessStartInfo start, Uri address)
    {
        (_start, Http) = (start, new() { BaseAddress = address });
        Start();
    }

    /// <summary>A client of the service.</summary>
    public HttpClient Http { get; }

    /// <summary>The service's address. It stays the same after a restart.</summary>
    public Uri Address => Http.BaseAddress!;

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

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
        var folder = BuiltPrograms.FolderOf($"Shop.{service}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, $"Shop.{service}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var address = $"http://127.0.0.1:{FreePorts.Take()}";
        var database = $"{service.ToLowerInvariant()}db";
        var connection = arguments.Contains(Migrate) ? database : $"{database}-login";
        (string Name, string Value)[] settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("Kestrel__Endpoints__http__Url", address),
            .. service is "Web" or Sandbox ? [] : new[] { ("Kestrel__Endpoints__rpc__Url", "http://127.0.0.1:0") },
            .. service == Sandbox
                ? []
                : new[] { ($"ConnectionStrings__{database}", (await shop.App.GetConnectionStringAsync(connection))!) },
            ("Database__Password", TestSecrets.DbPasswordOf(service)),
            ("PortOne__ApiSecret", "sandbox-api-secret"),
            ("PortOne__StoreId", "store-00000000-0000-4000-8000-000000000001"),
            ("PortOne__WebhookSecrets", "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE="),
            ("PortOne__PaymentChannels", PaymentChannels),
            ("PortOne__IdentityChannel", IdentityChannel),
            ("Identity__CiPeppers", TestSecrets.CiPepper),
            ("Data__Key", TestSecrets.DataKeyOf(service)),
            ("Service__Credential", TestSecrets.ServiceCredential),
            ("Sandbox__ApiSecret", "sandbox-api-secret"),
            ("Sandbox__StoreId", "store-00000000-0000-4000-8000-000000000001"),
            ("Sandbox__WebhookSecrets", "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE="),
            ("Sandbox__PaymentChannels", PaymentChannels),
            ("Sandbox__IdentityChannel", IdentityChannel),
            .. changed,
        ];
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new(start, new(address));
    }

    /// <summary>Waits until the service responds.</summary>
    public async Task AnswersAsync() => await Eventually.IsAsync(
        async () =>
        {
            try
            {
                using var answer = await Http.GetAsync("/alive");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                return false; // Not listening yet.
            }
        },
        answers => answers,
        Deadline);

    /// <summary>Waits until the process ends; returns its exit code and everything that it printed.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndsAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        return (_process.ExitCode, await _output, await _errors);
    }

    /// <summary>Sends SIGTERM, as an orchestrator does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Starts the ended service again at the same address, and waits until it responds.</summary>
    public async Task StartAgainAsync()
    {
        _process.Dispose();
        Start();
        await AnswersAsync();
    }

    /// <summary>Kills the process with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        Http.Dispose();
    }

    private void Start()
    {
        _process = Process.Start(_start)!;
        (_output, _errors) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }
}

// A separate sandbox for tests of the sandbox: a process that can be killed, with its journal, and a receiver for its
// webhooks. These tests do not use the shared graph's sandbox, because their faults would break other tests.
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Sandbox;

/// <summary>A running sandbox.</summary>
public sealed class SandboxProcess : IAsyncLifetime
{
    public const string ApiSecret = "sandbox-api-secret-of-tests";
    public const string StoreId = "store-00000000-0000-4000-8000-0000000000aa";
    public const string PaymentChannelKey = "channel-key-00000000-0000-4000-8000-0000000000bb";
    public const string IdentityChannelKey = "channel-key-00000000-0000-4000-8000-0000000000cc";

    /// <summary>The providers of the channels. <see cref="ChannelKeyOf"/> is the key of each.</summary>
    public static readonly string[] Providers =
    [
        "TOSSPAYMENTS", "KCP_V2", "INICIS_V2", "NICE_V2", "SMARTRO_V2", "KAKAOPAY", "NAVERPAY", "TOSSPAY_V2", "KSNET",
        "KPN", "WELCOME", "GALAXIA",
    ];

    public const string FirstWebhookSecret = "whsec_Zmlyc3Qtd2ViaG9vay1zZWNyZXQtb2YtdGVzdHMtMzI=";
    public const string SecondWebhookSecret = "whsec_c2Vjb25kLXdlYmhvb2stc2VjcmV0LW9mLXRlc3RzMzI=";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-tests-");
    private readonly List<string> _log = [];
    private readonly int _port = FreePorts.Take();
    private Process? _process;

    /// <summary>The provider of the identity channel.</summary>
    public string IdentityProvider { get; init; } = "INICIS_UNIFIED";

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>A client without a credential.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>A client with the merchant's API secret.</summary>
    public HttpClient Merchant { get; private set; } = null!;

    public WebhookReceiver Webhooks { get; } = new();

    /// <summary>The console output of the process.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    public async ValueTask InitializeAsync()
    {
        await Webhooks.StartAsync();
        Anonymous = new HttpClient { BaseAddress = Address };
        Merchant = new HttpClient { BaseAddress = Address };
        Merchant.DefaultRequestHeaders.Authorization = new("PortOne", ApiSecret);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await Webhooks.DisposeAsync();
        Anonymous.Dispose();
        Merchant.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts the process with the journal of the previous run.</summary>
    public async Task StartAsync()
    {
        var folder = BuiltPrograms.FolderOf("Shop.PortOne.Sandbox");
        var start = new ProcessStartInfo("dotnet", Path.Combine(folder, "Shop.PortOne.Sandbox.dll"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["Sandbox__ApiSecret"] = ApiSecret;
        start.Environment["Sandbox__StoreId"] = StoreId;
        start.Environment["Sandbox__WebhookSecrets"] = $"{FirstWebhookSecret} {SecondWebhookSecret}";
        start.Environment["Sandbox__PaymentChannels"] = PaymentChannels;
        start.Environment["Sandbox__IdentityChannel"] =
            $$"""{"key":"{{IdentityChannelKey}}","provider":"{{IdentityProvider}}"}""";
        start.Environment["Sandbox__WebhookUrl"] = Webhooks.Url;
        start.Environment["Sandbox__File"] = Path.Combine(_folder.FullName, "sandbox.json");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.IsAsync(AnswersAsync, answers => answers, StartDeadline);
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The key of a provider's channel.</summary>
    public static string ChannelKeyOf(string provider) => provider == Providers[0]
        ? PaymentChannelKey
        : $"channel-key-00000000-0000-4000-8000-0000000001{Array.IndexOf(Providers, provider):00}";

    private static string PaymentChannels => JsonSerializer.Serialize(
        Providers.Select(provider => new { key = ChannelKeyOf(provider), provider }));

    /// <summary>A new id of a payment.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Sends a request to the control interface.</summary>
    public async Task<JsonNode> ControlAsync(string path, object? body = null)
    {
        using var response = await Anonymous.PostAsJsonAsync($"/sandbox/{path}", body ?? new { });
        return await ReadAsync(response, HttpStatusCode.OK);
    }

    /// <summary>Sets the faults; without an argument there are none.</summary>
    public async Task SetFaultsAsync(object? faults = null)
    {
        using var response = await Anonymous.PutAsJsonAsync("/sandbox/faults", faults ?? new { });
        await ReadAsync(response, HttpStatusCode.OK);
    }

    /// <summary>Creates a paid payment, by default of 10,000 won; returns its id.</summary>
    public async Task<string> PaidPaymentAsync(long totalAmount = 10_000, long taxFreeAmount = 0)
    {
        var id = NewId();
        await ControlAsync($"payments/{id}/pay", new { totalAmount, taxFreeAmount });
        return id;
    }

    public async Task<JsonNode> PaymentAsync(string id) =>
        await ReadAsync(await Merchant.GetAsync($"/payments/{id}"), HttpStatusCode.OK);

    /// <summary>Cancels as the merchant's server does; returns the response of any status.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> CancelAsync(string id, object request, string? key = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/payments/{id}/cancel")
        {
            Content = JsonContent.Create(request),
        };
        if (key is not null)
        {
            message.Headers.Add("Idempotency-Key", key);
        }

        using var response = await Merchant.SendAsync(message);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>The ledger's amounts of a payment, captures positive and cancellations negative.</summary>
    public async Task<long[]> BookedAsync(string id)
    {
        var ledger = (await Anonymous.GetFromJsonAsync<JsonNode>("/sandbox/ledger"))!["items"]!.AsArray();
        return [.. ledger
            .Where(entry => entry!["paymentId"]!.GetValue<string>() == id)
            .Select(entry => entry!["amount"]!.GetValue<long>()
                * (entry["kind"]!.GetValue<string>() == "CAPTURE" ? 1 : -1))];
    }

    /// <summary>Fails unless the ledger has exactly these amounts of the payment.</summary>
    public async Task AssertBookedAsync(string id, params long[] amounts) =>
        Assert.Equal<long>(amounts, await BookedAsync(id));

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.StatusCode == expected,
            $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_process!.HasExited, $"The sandbox ended: {Log}");
        try
        {
            using var response = await Anonymous.GetAsync("/health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet.
        }
    }

    private void Write(string? line)
    {
        lock (_log)
        {
            _log.Add(line ?? "");
        }
    }
}

/// <summary>The collection whose tests share one sandbox.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSandbox : ICollectionFixture<SandboxProcess>
{
    public const string Name = "the sandbox";
}

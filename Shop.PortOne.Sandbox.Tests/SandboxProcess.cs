// A sandbox in a process that can be killed, with its journal and a receiver for its webhooks.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shop.Web.PortOne;

namespace Shop.PortOne.Sandbox.Tests;

/// <summary>A running sandbox, with a channel for every payment company that the storefront knows.</summary>
public sealed class SandboxProcess : IAsyncLifetime
{
    public const string ApiSecret = "sandbox-api-secret-of-tests";
    public const string StoreId = "store-00000000-0000-4000-8000-0000000000aa";
    public const string IdentityChannelKey = "channel-key-00000000-0000-4000-8000-0000000000cc";
    public const string FirstWebhookSecret = "whsec_Zmlyc3Qtd2ViaG9vay1zZWNyZXQtb2YtdGVzdHMtMzI=";
    public const string SecondWebhookSecret = "whsec_c2Vjb25kLXdlYmhvb2stc2VjcmV0LW9mLXRlc3RzMzI=";

    private static readonly string[] Providers = [.. PaymentProvider.All.Select(provider => provider.Name)];
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-tests-");
    private readonly HttpClient _http = new() { BaseAddress = new($"http://127.0.0.1:{FreePorts.Take()}") };
    private ProgramProcess? _process;

    /// <summary>The provider of the identity channel.</summary>
    public string IdentityProvider { get; init; } = "INICIS_UNIFIED";

    public Uri Address => _http.BaseAddress!;

    public WebhookReceiver Webhooks { get; } = new();

    /// <summary>The console output of the process.</summary>
    public string Log => _process!.Log;

    public async ValueTask InitializeAsync()
    {
        await Webhooks.StartAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _process!.DisposeAsync();
        await Webhooks.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts the process with the journal of the previous run.</summary>
    public async Task StartAsync()
    {
        _process = ProgramProcess.Start(
            "dotnet", [BuiltPrograms.PathOf("Shop.PortOne.Sandbox")], BuiltPrograms.FolderOf("Shop.PortOne.Sandbox"),
            ("ASPNETCORE_URLS", $"{Address}"),
            ("Sandbox__ApiSecret", ApiSecret),
            ("Sandbox__StoreId", StoreId),
            ("Sandbox__WebhookSecrets", $"{FirstWebhookSecret} {SecondWebhookSecret}"),
            ("Sandbox__PaymentChannels", JsonSerializer.Serialize(
                Providers.Select(provider => new { key = ChannelKeyOf(provider), provider }))),
            ("Sandbox__IdentityChannel", JsonSerializer.Serialize(
                new { key = IdentityChannelKey, provider = IdentityProvider })),
            ("Sandbox__WebhookUrl", Webhooks.Url),
            ("Sandbox__File", Path.Combine(_folder.FullName, "sandbox.json")));
        await _process.AnswersAsync(_http, "/health", StartDeadline);
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync() => await _process!.DisposeAsync();

    /// <summary>The key of a provider's channel.</summary>
    public static string ChannelKeyOf(string provider) =>
        $"channel-key-00000000-0000-4000-8000-0000000001{Array.IndexOf(Providers, provider):00}";

    /// <summary>A new id of a payment.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Sends a request with the merchant's secret; a string is a raw body. Returns any status.</summary>
    public async Task<SandboxReply> SendAsync(
        string method, string path, object? body = null, string? authorization = $"PortOne {ApiSecret}",
        (string Name, string Value)? header = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text),
            _ => JsonContent.Create(body),
        };
        foreach (var (name, value) in new[] { ("Authorization", authorization), (header?.Name, header?.Value) })
        {
            if (name is not null && value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _http.SendAsync(request, cancellation);
        return new(path, response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation))!);
    }

    /// <summary>Sends a request to the control interface; expects 200.</summary>
    public async Task<JsonNode> ControlAsync(string path, object? body = null) =>
        (await SendAsync("POST", $"/sandbox/{path}", body ?? new { }, authorization: null)).Ok();

    /// <summary>Sets faults of the whole sandbox; disposing the result removes all faults.</summary>
    public async Task<IAsyncDisposable> WithFaultsAsync(object faults)
    {
        await SetFaultsAsync(faults);
        return new Faults(this);
    }

    /// <summary>Sets the faults; without an argument there are none.</summary>
    public async Task SetFaultsAsync(object? faults = null) =>
        (await SendAsync("PUT", "/sandbox/faults", faults ?? new { }, authorization: null)).Ok();

    /// <summary>Creates a paid payment, by default of 10,000 won; returns its id.</summary>
    public async Task<string> PaidPaymentAsync(long totalAmount = 10_000, long taxFreeAmount = 0)
    {
        var id = NewId();
        await ControlAsync($"payments/{id}/pay", new { totalAmount, taxFreeAmount });
        return id;
    }

    public async Task<JsonNode> PaymentAsync(string id) => (await SendAsync("GET", $"/payments/{id}")).Ok();

    /// <summary>The items of a list of the API.</summary>
    public async Task<JsonArray> ListAsync(string list, object request) =>
        (await SendAsync("GET", $"/{list}?requestBody={Uri.EscapeDataString(JsonSerializer.Serialize(request))}"))
            .Ok()["items"]!.AsArray();

    /// <summary>The parameters of a window for a payment by card, as a merchant's page gives them to the SDK.</summary>
    public static JsonObject WindowRequest() => new()
    {
        ["storeId"] = StoreId,
        ["channelKey"] = ChannelKeyOf("TOSSPAYMENTS"),
        ["paymentId"] = NewId(),
        ["orderName"] = "책상 조명 외 1건",
        ["totalAmount"] = 12_900,
        ["currency"] = "KRW",
        ["payMethod"] = "CARD",
        ["customData"] = new JsonObject { ["order"] = 7 },
    };

    /// <summary>Requests a window as the SDK does: of payments or identity-verifications.</summary>
    public async Task<JsonNode> OpenWindowAsync(string kind, JsonObject request, bool isMobile = false)
    {
        var platformType = isMobile ? "MOBILE" : "PC";
        return (await SendAsync(
            "POST", $"/window/{kind}", new { request, platformType, url = "http://shop.test/pay", redirects = false },
            authorization: null)).Ok();
    }

    /// <summary>Cancels as the merchant's server does; returns the response of any status.</summary>
    public Task<SandboxReply> CancelAsync(string id, object request, string? key = null) =>
        SendAsync("POST", $"/payments/{id}/cancel", request, header: key is null ? null : ("Idempotency-Key", key));

    /// <summary>The ledger's amounts of a payment, captures positive and cancellations negative.</summary>
    public async Task<long[]> BookedAsync(string id) =>
    [
        .. (await SendAsync("GET", "/sandbox/ledger")).Ok()["items"]!.AsArray()
            .Where(entry => entry!.Text("paymentId") == id)
            .Select(entry => (long)entry!["amount"]! * (entry.Text("kind") == "CAPTURE" ? 1 : -1)),
    ];

    /// <summary>Fails unless the ledger has exactly these amounts of the payment.</summary>
    public async Task AssertBookedAsync(string id, params long[] amounts) =>
        Assert.Equal<long>(amounts, await BookedAsync(id));

    private sealed class Faults(SandboxProcess sandbox) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await sandbox.SetFaultsAsync();
    }
}

/// <summary>A response of the sandbox.</summary>
public sealed record SandboxReply(string Path, HttpStatusCode Status, JsonNode Body)
{
    /// <summary>The body of a response that must have the status 200.</summary>
    public JsonNode Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{Path} answered {(int)Status}: {Body}");
        return Body;
    }

    /// <summary>Fails unless the request was refused with this status and PortOne's type of error.</summary>
    public void AssertRefused(int status, string type) =>
        Assert.Equal((Path, status, type), (Path, (int)Status, Body.Text("type")));
}

/// <summary>Reads JSON.</summary>
internal static class JsonExtensions
{
    /// <summary>The value at a path such as <c>cancellation.status</c> as text; null if there is none.</summary>
    public static string? Text(this JsonNode node, string path) =>
        path.Split('.').Aggregate(node, (JsonNode? part, string name) => part?[name])?.ToString();
}

/// <summary>The collection whose tests share one sandbox.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSandbox : ICollectionFixture<SandboxProcess>
{
    public const string Name = "the sandbox";
}

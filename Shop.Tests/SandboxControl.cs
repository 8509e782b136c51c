// Calls the sandbox's control interface, which simulates shoppers in PortOne's window and faults of the provider.
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Shop.Tests;

/// <summary>Controls the PortOne sandbox.</summary>
public sealed class SandboxControl(HttpClient http)
{
    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The sandbox's HTTP client, for calls that have no method here.</summary>
    public HttpClient Http => http;

    /// <summary>
    /// Creates a finished identity verification of a person, without a CI if the person's CI is empty; returns its id.
    /// </summary>
    public async Task<string> VerifyAsync(
        Person person, string? customData = null, string? status = null, string? id = null,
        string? channelType = null, DateTimeOffset? verifiedAt = null)
    {
        // In a dictionary null values are sent. The sandbox derives a CI from the person if the field is absent.
        var customer = new Dictionary<string, string?>
        {
            ["name"] = person.Name,
            ["birthDate"] = $"{person.BirthDate:yyyy-MM-dd}",
            ["ci"] = person.Ci.Length == 0 ? null : person.Ci,
        };
        var verification = await SendAsync(
            HttpMethod.Post, "/sandbox/identity-verifications",
            new { id, customData, status, channelType, verifiedAt, customer });
        return verification["id"]!.GetValue<string>();
    }

    /// <summary>Pays as a shopper does in the window.</summary>
    public Task PayAsync(string paymentKey, long totalAmount, string? currency = null) =>
        ActAsync(paymentKey, "pay", new { totalAmount, currency });

    /// <summary>
    /// Pays by deposit. Its refund requires an account, so a deposit that must be refunded stays due until an operator
    /// names one.
    /// </summary>
    public Task DepositAsync(string paymentKey, long totalAmount) =>
        ActAsync(paymentKey, "pay", new { totalAmount, method = "VIRTUAL_ACCOUNT" });

    /// <summary>Runs an action on a payment, for example fail, close, cancel or issue-virtual-account.</summary>
    public Task ActAsync(string paymentKey, string act, object? body = null) =>
        SendAsync(HttpMethod.Post, $"/sandbox/payments/{paymentKey}/{act}", body ?? new { });

    /// <summary>Requests a cancellation with the merchant's secret, which stays REQUESTED; returns its id.</summary>
    public async Task<string> StartCancellationAsync(string paymentKey)
    {
        await SetFaultsAsync(new { cancellations = "REQUESTED", webhooks = new { mode = "off" } });
        var cancelled = await SendAsync(HttpMethod.Post, $"/payments/{paymentKey}/cancel", new { reason = "A test" });
        await SetFaultsAsync(new { });
        return cancelled["cancellation"]!["id"]!.GetValue<string>();
    }

    /// <summary>Ends a requested cancellation.</summary>
    public Task EndCancellationAsync(string paymentKey, string cancellation, bool succeeds) =>
        ActAsync(paymentKey, $"cancellations/{cancellation}/settle", new { succeeds });

    /// <summary>Sets the faults; absent fields mean no fault.</summary>
    public Task SetFaultsAsync(object faults) => SendAsync(HttpMethod.Put, "/sandbox/faults", faults);

    /// <summary>Sets no faults, except that webhooks are dropped.</summary>
    public Task DropWebhooksAsync() => SetFaultsAsync(new { webhooks = new { mode = "off" } });

    /// <summary>The payment as PortOne's API returns it.</summary>
    public Task<JsonNode> PaymentAsync(string paymentKey) => SendAsync(HttpMethod.Get, $"/payments/{paymentKey}");

    /// <summary>The sandbox's ledger: every capture and cancellation.</summary>
    public Task<JsonNode> LedgerAsync() => SendAsync(HttpMethod.Get, "/sandbox/ledger");

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        request.Content = body is null ? null : JsonContent.Create(body, options: WithoutNulls);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}

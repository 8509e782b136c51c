// Calls the sandbox's control interface, which simulates shoppers in PortOne's window and faults of the provider.
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests;

/// <summary>Controls the PortOne sandbox.</summary>
public sealed class SandboxControl(HttpClient http)
{
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
            ["birthDate"] = person.BirthDate.ToString("yyyy-MM-dd"),
            ["ci"] = person.Ci.Length == 0 ? null : person.Ci,
        };
        var answer = await PostAsync(
            "/sandbox/identity-verifications", new { id, customData, status, channelType, verifiedAt, customer });
        return answer["id"]!.GetValue<string>();
    }

    /// <summary>Pays as a shopper does in the window.</summary>
    public Task PayAsync(string paymentKey, long totalAmount, string? currency = null) =>
        PostAsync($"/sandbox/payments/{paymentKey}/pay", new { totalAmount, currency });

    /// <summary>
    /// Pays by deposit. Its refund requires an account, so a deposit that must be refunded stays due until an operator
    /// names one.
    /// </summary>
    public Task DepositAsync(string paymentKey, long totalAmount) =>
        PostAsync($"/sandbox/payments/{paymentKey}/pay", new { totalAmount, method = "VIRTUAL_ACCOUNT" });

    /// <summary>Runs an action on a payment, for example fail, close, cancel or issue-virtual-account.</summary>
    public Task ActAsync(string paymentKey, string act, object? body = null) =>
        PostAsync($"/sandbox/payments/{paymentKey}/{act}", body ?? new { });

    /// <summary>Requests a cancellation with the merchant's secret, which stays REQUESTED; returns its id.</summary>
    public async Task<string> StartCancellationAsync(string paymentKey)
    {
        await SetFaultsAsync(new { cancellations = "REQUESTED", webhooks = new { mode = "off" } });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/{paymentKey}/cancel")
        {
            Content = JsonContent.Create(new { reason = "A test" }),
        };
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var response = await http.SendAsync(request);
        await SetFaultsAsync(new { });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!["cancellation"]!["id"]!.GetValue<string>();
    }

    /// <summary>Ends a requested cancellation.</summary>
    public Task EndCancellationAsync(string paymentKey, string cancellation, bool succeeds) =>
        PostAsync($"/sandbox/payments/{paymentKey}/cancellations/{cancellation}/settle", new { succeeds });

    /// <summary>Sets the faults; absent fields mean no fault.</summary>
    public async Task SetFaultsAsync(object faults)
    {
        using var response = await http.PutAsJsonAsync("/sandbox/faults", faults);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sets no faults, except that webhooks are dropped.</summary>
    public Task DropWebhooksAsync() => SetFaultsAsync(new { webhooks = new { mode = "off" } });

    /// <summary>The payment as PortOne's API returns it.</summary>
    public async Task<JsonNode> PaymentAsync(string paymentKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{paymentKey}");
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>The sandbox's ledger: every capture and cancellation.</summary>
    public async Task<JsonNode> LedgerAsync() => (await http.GetFromJsonAsync<JsonNode>("/sandbox/ledger"))!;

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(
            path, body, new JsonSerializerOptions(JsonSerializerDefaults.Web)
            {
                DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
            });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}

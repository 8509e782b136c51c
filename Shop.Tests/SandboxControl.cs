// The sandbox's control interface: what a shopper does in PortOne's window, and what goes wrong at the provider.
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests;

/// <summary>The provider's side of a test.</summary>
public sealed class SandboxControl(HttpClient http)
{
    /// <summary>The provider's door itself, for what has no method here.</summary>
    public HttpClient Http => http;

    /// <summary>A finished identity verification of this person; returns its id.</summary>
    public async Task<string> VerifyAsync(
        Person person, string? customData = null, string? status = null, string? id = null)
    {
        var answer = await PostAsync("/sandbox/identity-verifications", new
        {
            id,
            customData,
            status,
            customer = new { name = person.Name, birthDate = person.BirthDate.ToString("yyyy-MM-dd"), ci = person.Ci },
        });
        return answer["id"]!.GetValue<string>();
    }

    /// <summary>Pays as if the shopper had done it in the window.</summary>
    public Task PayAsync(string paymentKey, long totalAmount, string? currency = null) =>
        PostAsync($"/sandbox/payments/{paymentKey}/pay", new { totalAmount, currency });

    /// <summary>
    /// Pays into an account of the shop's. That goes back only to an account that somebody names: if it is owed, it
    /// stays so.
    /// </summary>
    public Task DepositAsync(string paymentKey, long totalAmount) =>
        PostAsync($"/sandbox/payments/{paymentKey}/pay", new { totalAmount, method = "VIRTUAL_ACCOUNT" });

    /// <summary>Acts on a payment: fail, close, cancel, issue-virtual-account.</summary>
    public Task ActAsync(string paymentKey, string act, object? body = null) =>
        PostAsync($"/sandbox/payments/{paymentKey}/{act}", body ?? new { });

    /// <summary>The merchant asks for a cancellation, which is left waiting; returns its id.</summary>
    public async Task<string> BeginsToCancelAsync(string paymentKey)
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

    /// <summary>A cancellation that was left waiting comes to its end.</summary>
    public Task EndCancellationAsync(string paymentKey, string cancellation, bool succeeds) =>
        PostAsync($"/sandbox/payments/{paymentKey}/cancellations/{cancellation}/settle", new { succeeds });

    /// <summary>Sets what goes wrong; fields that are absent are as in a good day.</summary>
    public async Task SetFaultsAsync(object faults)
    {
        using var response = await http.PutAsJsonAsync("/sandbox/faults", faults);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A good day, but what happens is reported to nobody.</summary>
    public Task LosesWebhooksAsync() => SetFaultsAsync(new { webhooks = new { mode = "off" } });

    /// <summary>The payment as PortOne's API shows it.</summary>
    public async Task<JsonNode> PaymentAsync(string paymentKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{paymentKey}");
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Everything that the bank has booked.</summary>
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

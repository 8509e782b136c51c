// Account's public API as its tests use it: the requests, and an assertion for a refusal.
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Accounts;

/// <summary>
/// The requests that a caller without a session can send to Account. Each instance sends a different shopper address,
/// as Web forwards it, so that the wrong passwords of one test do not count against another test.
/// </summary>
public sealed class AccountDoor(RunningShop shop, HttpClient? http = null)
{
    private static readonly JsonSerializerOptions Control = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public HttpClient Http { get; } = From(NewAddress(), http ?? shop.CreateClient("account"));

    public static string NewAddress() => $"10.{Part()}.{Part()}.{Part()}";

    public static string NewLoginId() => "t" + Guid.NewGuid().ToString("N")[..15];

    /// <summary>Creates a verification at the provider and returns its id.</summary>
    public async Task<string> VerifyAsync(
        Person person, string? ticketHash = null, string? status = null, string? channelType = null,
        DateTimeOffset? verifiedAt = null)
    {
        var body = JsonSerializer.SerializeToNode(
            new { customData = ticketHash, status, channelType, verifiedAt, customer = Customer(person) }, Control);
        if (person.Ci.Length == 0)
        {
            body!["customer"]!["ci"] = null; // The provider has none.
        }

        using var response = await shop.Sandbox.Http.PostAsJsonAsync("/sandbox/identity-verifications", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();
    }

    public Task<HttpResponseMessage> SignUpAsync(
        string loginId, string verificationId, string? ticket = null, string password = Shopper.Password) =>
        Http.PostAsJsonAsync("/sign-up", new SignUpRequest(loginId, password, verificationId, ticket));

    public Task<HttpResponseMessage> SignInAsync(
        string loginId, string password = Shopper.Password, string? deviceToken = null) =>
        Http.PostAsJsonAsync("/sign-in", new SignInRequest(loginId, password, deviceToken));

    public Task<HttpResponseMessage> FindLoginIdAsync(string verificationId, string? ticket = null) =>
        Http.PostAsJsonAsync("/find-login-id", new FindLoginIdRequest(verificationId, ticket));

    public Task<HttpResponseMessage> ResetPasswordAsync(
        string verificationId, string newPassword, string? ticket = null) =>
        Http.PostAsJsonAsync("/reset-password", new ResetPasswordRequest(verificationId, newPassword, ticket));

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) =>
        Http.PostAsJsonAsync("/token/refresh", new RefreshRequest(refreshToken));

    /// <summary>Runs SQL as the owner of the database, to create states that a shopper cannot create.</summary>
    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = shop.AccountDb.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads one value from Account's database.</summary>
    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = shop.AccountDb.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Asserts that the response is the documented refusal.</summary>
    public static async Task<JsonNode> IsRefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.StatusCode == status && text.Contains($"\"{code}\""),
            $"{response.RequestMessage?.RequestUri?.AbsolutePath}: {(int)response.StatusCode} {text}, not {code}");
        return JsonNode.Parse(text)!;
    }

    private static int Part() => RandomNumberGenerator.GetInt32(256);

    private static HttpClient From(string address, HttpClient http)
    {
        http.DefaultRequestHeaders.Add("X-Service-Credential", TestSecrets.ServiceCredential);
        http.DefaultRequestHeaders.Add("X-Shopper-Address", address);
        return http;
    }

    private static object Customer(Person person) => new
    {
        name = person.Name,
        birthDate = person.BirthDate.ToString("yyyy-MM-dd"),
        ci = person.Ci.Length == 0 ? null : person.Ci,
    };
}

// Account's public API as its tests use it, and SQL for states that no request creates.
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Npgsql;

namespace Shop.Tests.Accounts;

/// <summary>
/// The requests that a caller without a session can send to Account. Each instance sends a different shopper address,
/// as Web forwards it, so that the wrong passwords of one test do not count against another test.
/// </summary>
public sealed class AccountApi(RunningShop shop, HttpClient? http = null)
{
    public const string WrongPassword = "a wrong password";
    public const string NewPassword = "a quite different horse";

    public HttpClient Http { get; } = From(NewAddress(), http ?? shop.CreateClient("account"));

    public static string NewAddress() => $"10.{string.Join('.', RandomNumberGenerator.GetBytes(3))}";

    public static string NewLoginId() => "t" + Guid.NewGuid().ToString("N")[..15];

    /// <summary>Creates a verification at the provider and returns its id.</summary>
    public Task<string> VerifyAsync(
        Person person, string? ticketHash = null, string? status = null, string? channelType = null,
        DateTimeOffset? verifiedAt = null) =>
        shop.Sandbox.VerifyAsync(person, ticketHash, status, channelType: channelType, verifiedAt: verifiedAt);

    public Task<HttpResponseMessage> SignUpAsync(
        string loginId, string verificationId, string? ticket = null, string password = Shopper.Password) =>
        Http.PostAsJsonAsync("/sign-up", new SignUpRequest(loginId, password, verificationId, ticket));

    public Task<HttpResponseMessage> SignInAsync(
        string loginId, string password = Shopper.Password, string? deviceToken = null) =>
        Http.PostAsJsonAsync("/sign-in", new SignInRequest(loginId, password, deviceToken));

    /// <summary>Signs in with the password that each new shopper has; expects 200.</summary>
    public async Task<SignInReply> SignInSuccessfullyAsync(string loginId) =>
        await Shopper.ReadAsync<SignInReply>(await SignInAsync(loginId), HttpStatusCode.OK);

    /// <summary>Sends a wrong password as often as given; expects 401 each time.</summary>
    public async Task FailToSignInAsync(string loginId, int times, string? deviceToken = null)
    {
        for (var i = 0; i < times; i++)
        {
            await SignInAsync(loginId, WrongPassword, deviceToken).IsProblemAsync(ProblemCodes.InvalidCredentials);
        }
    }

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
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads one value from Account's database.</summary>
    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static HttpClient From(string address, HttpClient http)
    {
        http.DefaultRequestHeaders.Add("X-Service-Credential", TestSecrets.ServiceCredential);
        http.DefaultRequestHeaders.Add("X-Shopper-Address", address);
        return http;
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = shop.AccountDb.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }
}

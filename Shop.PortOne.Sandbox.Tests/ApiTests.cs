using System.Net;
using System.Text.Json;

namespace Shop.PortOne.Sandbox.Tests;

/// <summary>What all requests have in common: credentials, bodies, ids, errors.</summary>
[Collection(SharedSandbox.Name)]
public sealed class ApiTests(SandboxProcess sandbox)
{
    private const string Secret = $"PortOne {SandboxProcess.ApiSecret}";
    private const string Filter = """/payments?requestBody={"filter":""";

    [Theory]
    [InlineData(null, "GET", "/payments/x", null, 401, "UNAUTHORIZED")]
    [InlineData("PortOne wrong", "GET", "/payments/x", null, 401, "UNAUTHORIZED")]
    [InlineData(Secret, "GET", "/payments/x", null, 404, "PAYMENT_NOT_FOUND")]
    [InlineData(Secret, "GET", "/no/such/address", null, 404, "NOT_FOUND")]
    [InlineData(Secret, "DELETE", "/payments/x", null, 405, "METHOD_NOT_ALLOWED")]
    [InlineData(Secret, "POST", "/payments/x/cancel", "{", 400, "INVALID_REQUEST")]
    [InlineData(Secret, "POST", "/payments/x/cancel", "[1]", 400, "INVALID_REQUEST")]
    [InlineData(Secret, "GET", $$$"""{{{Filter}}}{"escrowStatus":"DELIVERED"}}""", null, 400, "INVALID_REQUEST")]
    [InlineData(
        Secret, "GET", $$$"""{{{Filter}}}{"textSearch":[{"field":"UNKNOWN_FIELD","value":"x"}]}}""", null,
        400, "INVALID_REQUEST")]
    [InlineData(Secret, "GET", "/payments/x?storeId=store-of-another", null, 403, "FORBIDDEN")]
    [InlineData(
        Secret, "POST", "/payments/x/cancel", """{"reason":"x","storeId":"store-of-another"}""", 403, "FORBIDDEN")]
    [InlineData(null, "POST", "/sandbox/payments/unknown/capture-again", "{}", 404, "PAYMENT_NOT_FOUND")]
    public async Task Invalid_request_is_refused_with_a_JSON_error(
        string? authorization, string method, string path, string? body, int status, string type)
    {
        var reply = await sandbox.SendAsync(method, path, body, authorization);

        reply.AssertRefused(status, type);
    }

    [Fact]
    public async Task Access_token_replaces_the_secret_and_a_refresh_token_works_once()
    {
        var tokens = (await sandbox.SendAsync(
            "POST", "/login/api-secret", new { apiSecret = SandboxProcess.ApiSecret }, null)).Ok();
        var refresh = new { refreshToken = tokens.Text("refreshToken") };

        (await sandbox.SendAsync("GET", "/payments", null, $"Bearer {tokens.Text("accessToken")}")).Ok();
        (await sandbox.SendAsync("POST", "/token/refresh", refresh, null)).Ok();
        (await sandbox.SendAsync("POST", "/token/refresh", refresh, null)).AssertRefused(401, "UNAUTHORIZED");
    }

    [Theory]
    [InlineData("a/b c", "a%2Fb%20c")]
    [InlineData("a%2Fb", "a%252Fb")]
    public async Task Id_is_decoded_exactly_once(string id, string encoded)
    {
        await sandbox.ControlAsync($"payments/{encoded}/close", new { totalAmount = 100 });

        Assert.Equal(id, (await sandbox.PaymentAsync(encoded)).Text("id"));
    }

    [Fact]
    public async Task Body_of_any_media_type_is_JSON_and_lists_read_it_from_the_query_or_the_GET()
    {
        var id = await sandbox.PaidPaymentAsync();
        var filter = new { filter = new { textSearch = new[] { new { field = "PAYMENT_ID", value = id } } } };

        var byBody = (await sandbox.SendAsync("GET", "/payments", filter)).Ok();
        var byQuery = await sandbox.ListAsync("payments", filter);
        var cancelled = await sandbox.SendAsync(
            "POST", $"/payments/{id}/cancel", JsonSerializer.Serialize(new { reason = "x" })); // As text/plain.

        Assert.Equal((id, "1"), (byBody["items"]!.AsArray().Single()!.Text("id"), byBody.Text("page.totalCount")));
        Assert.Equal(id, byQuery.Single()!.Text("id"));
        Assert.Equal(HttpStatusCode.OK, cancelled.Status);
    }

    [Theory]
    [InlineData("POST", "reset", "http://stranger.test")]
    [InlineData("POST", "reset", "null")]
    [InlineData("PUT", "faults", "http://stranger.test")]
    [InlineData("POST", "payments/x/pay", "http://stranger.test")]
    public async Task Control_interface_refuses_a_request_from_a_web_page(string method, string path, string origin)
    {
        var id = await sandbox.PaidPaymentAsync();

        var reply = await sandbox.SendAsync(
            method, $"/sandbox/{path}", """{"totalAmount":100}""", authorization: null, ("Origin", origin));

        reply.AssertRefused(403, "FORBIDDEN");
        Assert.Equal("PAID", (await sandbox.PaymentAsync(id)).Text("status"));
    }
}

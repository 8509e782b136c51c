using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class SandboxApiTests(SandboxProcess sandbox)
{
    [Fact]
    public async Task Request_without_the_secret_is_refused()
    {
        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/payments/x");
        wrong.Headers.TryAddWithoutValidation("Authorization", "PortOne wrong");

        await RefusesAsync(await sandbox.Anonymous.GetAsync("/payments/x"), 401, "UNAUTHORIZED");
        await RefusesAsync(await sandbox.Anonymous.SendAsync(wrong), 401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task Access_token_replaces_the_secret_and_a_refresh_token_works_once()
    {
        var tokens = await SandboxProcess.ReadAsync(
            await sandbox.Anonymous.PostAsJsonAsync("/login/api-secret", new { apiSecret = SandboxProcess.ApiSecret }),
            HttpStatusCode.OK);
        var refresh = new { refreshToken = tokens["refreshToken"]!.GetValue<string>() };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/payments");
        request.Headers.Authorization = new("Bearer", tokens["accessToken"]!.GetValue<string>());

        Assert.Equal(HttpStatusCode.OK, (await sandbox.Anonymous.SendAsync(request)).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK, (await sandbox.Anonymous.PostAsJsonAsync("/token/refresh", refresh)).StatusCode);
        await RefusesAsync(await sandbox.Anonymous.PostAsJsonAsync("/token/refresh", refresh), 401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task Every_error_is_JSON()
    {
        await RefusesAsync(await sandbox.Merchant.GetAsync("/no/such/address"), 404, "NOT_FOUND");
        await RefusesAsync(await sandbox.Merchant.DeleteAsync("/payments/x"), 405, "METHOD_NOT_ALLOWED");
        await RefusesAsync(await sandbox.Merchant.GetAsync("/payments/x"), 404, "PAYMENT_NOT_FOUND");
        await RefusesAsync(
            await sandbox.Merchant.PostAsync("/payments/x/cancel", new StringContent("{")), 400, "INVALID_REQUEST");
        await RefusesAsync(
            await sandbox.Merchant.PostAsync("/payments/x/cancel", new StringContent("[1]")), 400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Store_of_another_merchant_is_refused()
    {
        var inBody = JsonContent.Create(new { reason = "x", storeId = "store-of-another" });

        await RefusesAsync(await sandbox.Merchant.GetAsync("/payments/x?storeId=store-of-another"), 403, "FORBIDDEN");
        await RefusesAsync(await sandbox.Merchant.PostAsync("/payments/x/cancel", inBody), 403, "FORBIDDEN");
    }

    [Theory]
    [InlineData("a/b c", "a%2Fb%20c")]
    [InlineData("a%2Fb", "a%252Fb")]
    public async Task Id_is_decoded_exactly_once(string id, string encoded)
    {
        await sandbox.ControlAsync($"payments/{encoded}/close", new { totalAmount = 100 });

        Assert.Equal(id, (await sandbox.PaymentAsync(encoded))["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Body_of_any_media_type_is_JSON_and_lists_read_it_from_the_query_or_the_GET()
    {
        var id = await sandbox.PaidPaymentAsync();
        var filter = $$$"""{"filter":{"textSearch":[{"field":"PAYMENT_ID","value":"{{{id}}}"}]}}""";
        using var get = new HttpRequestMessage(HttpMethod.Get, "/payments")
        {
            Content = new StringContent(filter, Encoding.UTF8, "application/json"),
        };

        var byQuery = await sandbox.Merchant.GetAsync($"/payments?requestBody={Uri.EscapeDataString(filter)}");
        var byBody = await sandbox.Merchant.SendAsync(get);
        var cancelled = await sandbox.Merchant.PostAsync(
            $"/payments/{id}/cancel", new StringContent("""{"reason":"x"}""", Encoding.UTF8, "text/plain"));

        foreach (var list in new[] { byQuery, byBody })
        {
            var page = await SandboxProcess.ReadAsync(list, HttpStatusCode.OK);
            Assert.Equal(id, page["items"]!.AsArray().Single()!["id"]!.GetValue<string>());
            Assert.Equal(1, page["page"]!["totalCount"]!.GetValue<int>());
        }

        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
    }

    private static async Task RefusesAsync(HttpResponseMessage response, int status, string type) =>
        Assert.Equal(
            type, (await SandboxProcess.ReadAsync(response, (HttpStatusCode)status))["type"]!.GetValue<string>());
}

// A service answers every invalid request with the documented 4xx problem, names the invalid field, and continues to
// work. No input may cause a 500.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Shop.Tests.Defence;

[Collection(RunningShop.SharedToo)]
public sealed class InvalidRequestTests(RunningShop shop) : IAsyncDisposable
{
    private const string Unknown = "3f0c8f9e-7a43-4a35-9d0e-1c6f6f2b9a01";

    public static TheoryData<string, string, string> Bodies => new()
    {
        { "account", "POST", "/sign-up" },
        { "account", "POST", "/sign-in" },
        { "account", "POST", "/token/refresh" },
        { "account", "POST", "/sign-out" },
        { "account", "POST", "/find-login-id" },
        { "account", "POST", "/reset-password" },
        { "account", "DELETE", "/me" },
        { "commerce", "PUT", "/cart/lines/1" },
        { "commerce", "POST", "/cart/lines/1" },
        { "commerce", "POST", "/cart/merge" },
        { "commerce", "POST", "/cart/quote" },
        { "commerce", "POST", "/order" },
        { "commerce", "POST", "/payment/complete" },
    };

    public static TheoryData<string, string, string> TokenRequired => new()
    {
        { "account", "GET", "/me" },
        { "account", "DELETE", "/me" },
        { "commerce", "GET", "/cart" },
        { "commerce", "PUT", "/cart/lines/1" },
        { "commerce", "POST", "/cart/lines/1" },
        { "commerce", "DELETE", "/cart/lines/1" },
        { "commerce", "POST", "/cart/merge" },
        { "commerce", "PUT", "/products/1/restock-notice" },
        { "commerce", "DELETE", "/products/1/restock-notice" },
        { "commerce", "GET", "/restock-notices" },
        { "commerce", "POST", "/order" },
        { "commerce", "POST", "/payment/complete" },
        { "commerce", "GET", "/orders" },
        { "commerce", "GET", $"/orders/{Unknown}" },
    };

    public static TheoryData<string, string, string, string, string> WrongValues => new()
    {
        { "account", "POST", "/sign-up", """{"loginId":5,"password":"p","identityVerificationId":"i"}""", "loginId" },
        { "account", "POST", "/sign-up", """{"password":"p","identityVerificationId":"i"}""", "loginId" },
        { "account", "POST", "/sign-in", """{"loginId":"somebody","password":1e999}""", "password" },
        { "account", "POST", "/sign-in", """{"loginId":null,"password":"p"}""", "loginId" },
        { "account", "POST", "/token/refresh", """{"refreshToken":99999999999999999999}""", "refreshToken" },
        { "account", "POST", "/sign-out", """{"refreshToken":{}}""", "refreshToken" },
        { "account", "POST", "/find-login-id", """{"identityVerificationId":[]}""", "identityVerificationId" },
        { "account", "POST", "/reset-password", """{"identityVerificationId":"i","newPassword":0}""", "newPassword" },
        { "account", "DELETE", "/me", """{"password":true}""", "password" },
        { "commerce", "POST", "/order", """{"lines":[{"productId":"one","quantity":1}]}""", "lines" },
        { "commerce", "POST", "/order", """{"lines":[{"productId":1,"quantity":99999999999999999999}]}""", "lines" },
        { "commerce", "POST", "/order", """{"lines":[{"productId":1,"quantity":-1}],"shipping":HOME}""", "quantity" },
        { "commerce", "POST", "/order", """{"lines":[{"productId":1,"quantity":100}],"shipping":HOME}""", "quantity" },
        { "commerce", "POST", "/order", """{"lines":[{"productId":1,"quantity":1}]}""", "shipping" },
        { "commerce", "POST", "/order", """{"shipping":{"recipient":"김"}}""", "shipping" },
        { "commerce", "POST", "/order", """{"lines":"all","shipping":HOME}""", "lines" },
        { "commerce", "POST", "/order", """{"shipping":HOME,"expectedTotalWon":1.5}""", "expectedTotalWon" },
        { "commerce", "PUT", "/cart/lines/1", """{"quantity":0}""", "quantity" },
        { "commerce", "POST", "/cart/lines/1", """{"quantity":100}""", "quantity" },
        { "commerce", "PUT", "/cart/lines/1", """{"quantity":"two"}""", "quantity" },
        { "commerce", "PUT", "/cart/lines/1", """{"quantity":1e30}""", "quantity" },
        { "commerce", "POST", "/cart/merge", """{"lines":[{"productId":1,"quantity":0}]}""", "quantity" },
        { "commerce", "POST", "/cart/quote", """{"lines":[{"productId":1e30,"quantity":1}]}""", "productId" },
        { "commerce", "POST", "/payment/complete", """{"paymentKey":7}""", "paymentKey" },
        { "commerce", "POST", "/payment/complete", """{}""", "paymentKey" },
        { "commerce", "POST", "/order", UnreadableRecipient("\\uFFFE"), "recipient" },
        { "commerce", "POST", "/order", UnreadableRecipient("\\u0000"), "recipient" },
        { "commerce", "POST", "/order", UnreadableRecipient("\\uD800"), "recipient" },
        { "commerce", "POST", "/payment/complete", """{"paymentKey":"\uDC00"}""", "paymentKey" },
        { "commerce", "GET", "/products?q=%EF%BF%BE", "", "q" },
        { "commerce", "GET", "/products?q=lamp%00", "", "q" },
        { "commerce", "GET", "/products?q=%EF%B7%90", "", "q" },
        { "commerce", "GET", "/products?category=%EF%BF%BE", "", "category" },
        { "commerce", "GET", "/products?page=0", "", "page" },
        { "commerce", "GET", "/products?page=-1", "", "page" },
        { "commerce", "GET", "/products?page=99999999999999999999", "", "page" },
        { "commerce", "GET", "/products?size=101", "", "size" },
        { "commerce", "GET", "/products?size=zero", "", "size" },
        { "commerce", "GET", "/products?sort=cheapest-first-please", "", "sort" },
        { "commerce", "GET", "/orders?page=0", "", "page" },
        { "commerce", "GET", "/orders?size=100000", "", "size" },
    };

    /// <summary>After each invalid request the services answer a valid one.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (service, path) in new[] { ("account", "/.well-known/jwks.json"), ("commerce", "/products/1") })
        {
            using var door = shop.CreateClient(service);
            Assert.Equal(HttpStatusCode.OK, (await door.GetAsync(path)).StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Malformed_json_is_refused(string service, string method, string path)
    {
        var shopper = await shop.NewShopperAsync();

        foreach (var body in new[] { "{", "", "[]", "null", "\"text\"", "{\"a\":\u0000}", new string('[', 2_000) })
        {
            await AssertRefusedAsync(await SendAsync(shopper, service, method, path, body));
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_of_one_megabyte_is_refused(string service, string method, string path)
    {
        var shopper = await shop.NewShopperAsync();
        var body = $$"""{"password":"{{new string('x', 1024 * 1024)}}"}""";

        var response = await SendAsync(shopper, service, method, path, body);

        await AssertRefusedAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Unsupported_media_type_is_refused(string service, string method, string path)
    {
        var shopper = await shop.NewShopperAsync();

        var response = await SendAsync(shopper, service, method, path, "a=b", "application/x-www-form-urlencoded");

        await AssertRefusedAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task Wrong_value_is_refused_with_its_field(
        string service, string method, string path, string body, string field)
    {
        const string Home = """
            {"recipient":"김하늘","phone":"01012345678","postalCode":"04524","address1":"서울특별시 중구 세종대로 110"}
            """;
        var shopper = await shop.NewShopperAsync();

        var problem = await AssertRefusedAsync(
            await SendAsync(shopper, service, method, path, body.Replace("HOME", Home)));

        Assert.Contains(field, problem["field"]?.GetValue<string>() ?? "", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(TokenRequired))]
    public async Task Request_without_a_valid_token_is_refused(string service, string method, string path)
    {
        using var stranger = shop.CreateClient(service);
        foreach (var token in new[] { null, "nonsense", Forged })
        {
            using var request = new HttpRequestMessage(new(method), path) { Content = JsonContent.Create(new { }) };
            request.Headers.Authorization = token is null ? null : new("Bearer", token);

            await AssertRefusedAsync(await stranger.SendAsync(request), HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("GET", "/products/999999999", 404)]
    [InlineData("GET", "/products/one", 404)]
    [InlineData("GET", "/orders/" + Unknown, 404)]
    [InlineData("GET", "/orders/not-an-id", 404)]
    [InlineData("DELETE", "/products/1", 405)]
    [InlineData("GET", "/no-such-page", 404)]
    public async Task Unknown_resource_or_method_is_refused(string method, string path, int status)
    {
        var shopper = await shop.NewShopperAsync();

        await AssertRefusedAsync(await SendAsync(shopper, "commerce", method, path, ""), (HttpStatusCode)status);
    }

    private static string UnreadableRecipient(string escaped) =>
        """{"lines":[{"productId":1,"quantity":1}],"shipping":SHIPPING}""".Replace(
            "SHIPPING", """
            {"recipient":"UNREADABLE","phone":"01012345678","postalCode":"04524","address1":"서울특별시 중구 세종대로 110"}
            """).Replace("UNREADABLE", escaped);

    // A token with the right claims and no signature: "alg":"none".
    private static string Forged { get; } =
        Base64Url("""{"alg":"none","typ":"JWT"}""") + "."
        + Base64Url($$"""{"sub":"{{Unknown}}","iss":"http://account","aud":"shop"}""") + ".";

    private static string Base64Url(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static Task<HttpResponseMessage> SendAsync(
        Shopper shopper, string service, string method, string path, string body, string mediaType = "application/json")
    {
        var request = new HttpRequestMessage(new(method), path);
        if (method != "GET")
        {
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
            request.Headers.ExpectContinue = body.Length > 64 * 1024; // Reads the refusal first.
        }

        return (service == "account" ? shopper.Account : shopper.Commerce).SendAsync(request);
    }

    private static async Task<JsonNode> AssertRefusedAsync(HttpResponseMessage response, HttpStatusCode? status = null)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"The status is {(int)response.StatusCode}: {text}");
        Assert.Equal(status ?? response.StatusCode, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Matches("^[A-Z][A-Z_]+$", problem["code"]?.GetValue<string>());
        return problem;
    }
}

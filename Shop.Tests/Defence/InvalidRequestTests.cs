// A service answers every invalid request with the documented 4xx problem, names the invalid fields, and continues to
// work. No input may cause a 500.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shop.Tests.Accounts;

namespace Shop.Tests.Defence;

/// <summary>The shopper who sends all invalid requests.</summary>
public sealed class InvalidRequestShopper(RunningShop shop) : IAsyncLifetime
{
    public Shopper Shopper { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Shopper = await shop.NewShopperAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

[Collection(RunningShop.SharedToo)]
public sealed class InvalidRequestTests(RunningShop shop, InvalidRequestShopper sender)
    : IClassFixture<InvalidRequestShopper>, IAsyncDisposable
{
    private const string UnknownId = "3f0c8f9e-7a43-4a35-9d0e-1c6f6f2b9a01";
    private const string Invalid = SharedProblemCodes.InvalidRequest;
    private const string Weak = ProblemCodes.WeakPassword;
    private const string OneLamp = """[{"productId":1,"quantity":1}]""";
    private const string NoLamp = """[{"productId":1,"quantity":0}]""";

    /// <summary>Request and body → status, code and wrong fields, each with its own code if that differs.</summary>
    public static TheoryData<string, string, int, string, string> InvalidRequests => new()
    {
        { "account POST /sign-up", """{"loginId":5}""", 400, Invalid, "loginId" },
        { "account POST /sign-up", """{"password":"p","identityVerificationId":"i"}""", 400, Invalid, "loginId" },
        { "account POST /sign-in", """{"loginId":"someuser","password":1e999}""", 400, Invalid, "password" },
        { "account POST /sign-in", """{"loginId":null,"password":"p"}""", 400, Invalid, "loginId" },
        { "account POST /token/refresh", """{"refreshToken":99999999999999999999}""", 400, Invalid, "refreshToken" },
        { "account POST /sign-out", """{"refreshToken":{}}""", 400, Invalid, "refreshToken" },
        { "account POST /find-login-id", """{"identityVerificationId":[]}""", 400, Invalid, "identityVerificationId" },
        { "account POST /reset-password", """{"newPassword":0}""", 400, Invalid, "newPassword" },
        {
            "account POST /reset-password",
            """{"identityVerificationId":"i","newPassword":"short","passwordAgain":"other"}""",
            422, Weak, "newPassword WEAK_PASSWORD, passwordAgain"
        },
        { "account DELETE /me", """{"password":true}""", 400, Invalid, "password" },
        { "account PUT /me/email", """{"email":"someuser@localhost"}""", 422, Invalid, "email" },
        { "commerce POST /order", """{"lines":[{"productId":"one"}]}""", 400, Invalid, "lines[0].productId" },
        { "commerce POST /order", """{"lines":[{"quantity":9999999999}]}""", 400, Invalid, "lines[0].quantity" },
        { "commerce POST /order", OrderOf("""[{"productId":1,"quantity":-1}]"""), 422, Invalid, "lines[0].quantity" },
        { "commerce POST /order", OrderOf("""[{"productId":1,"quantity":100}]"""), 422, Invalid, "lines[0].quantity" },
        { "commerce POST /order", OrderOf("\"all\""), 400, Invalid, "lines" },
        { "commerce POST /order", OrderOf(OneLamp, total: "1.5"), 400, Invalid, "expectedTotalWon" },
        { "commerce POST /order", OrderOf(OneLamp, recipient: "\\uFFFE"), 422, Invalid, "shipping.recipient" },
        { "commerce POST /order", OrderOf(OneLamp, recipient: "\\u0000"), 422, Invalid, "shipping.recipient" },
        { "commerce POST /order", OrderOf(OneLamp, recipient: "\\uD800"), 400, Invalid, "shipping.recipient" },
        { "commerce POST /order", $$"""{"lines":{{OneLamp}}}""", 400, Invalid, "shipping" },
        { "commerce POST /order", """{"shipping":{"recipient":"김"}}""", 400, Invalid, "shipping.phone" },
        { "commerce PUT /cart/lines/1", """{"quantity":0}""", 422, Invalid, "quantity" },
        { "commerce POST /cart/lines/1", """{"quantity":100}""", 422, Invalid, "quantity" },
        { "commerce PUT /cart/lines/1", """{"quantity":"two"}""", 400, Invalid, "quantity" },
        { "commerce POST /cart/merge", $$"""{"lines":{{NoLamp}}}""", 422, Invalid, "lines[0].quantity" },
        { "commerce POST /cart/quote", """{"lines":[{"productId":1e30}]}""", 400, Invalid, "lines[0].productId" },
        { "commerce POST /payment/complete", """{"paymentKey":7}""", 400, Invalid, "paymentKey" },
        { "commerce POST /payment/complete", """{}""", 400, Invalid, "paymentKey" },
        { "commerce POST /payment/complete", """{"paymentKey":"\uDC00"}""", 400, Invalid, "paymentKey" },
        { $"commerce POST /orders/{UnknownId}/cancel", """{"reason":" \t"}""", 422, Invalid, "reason" },
        { $"commerce POST /orders/{UnknownId}/cancel", """{"reason":"\u0000"}""", 422, Invalid, "reason" },
        { $"commerce POST /orders/{UnknownId}/cancel", """{"reason":"red \u001b[31m"}""", 422, Invalid, "reason" },
        { "commerce GET /products?q=%EF%BF%BE", "", 422, Invalid, "q" },
        { "commerce GET /products?q=lamp%00", "", 422, Invalid, "q" },
        { "commerce GET /products?category=%EF%BF%BE", "", 422, Invalid, "category" },
        { "commerce GET /products?page=0", "", 422, Invalid, "page" },
        { "commerce GET /products?page=99999999999999999999", "", 400, Invalid, "page" },
        { "commerce GET /products?size=101", "", 422, Invalid, "size" },
        { "commerce GET /products?size=zero", "", 400, Invalid, "size" },
        { "commerce GET /products?sort=cheapest-first-please", "", 422, Invalid, "sort" },
        { "commerce GET /orders?page=0&size=101", "", 422, Invalid, "page, size" },
        { "commerce GET /products/999999999", "", 404, "NOT_FOUND", "" },
        { "commerce GET /products/one", "", 404, "NOT_FOUND", "" },
        { $"commerce GET /orders/{UnknownId}", "", 404, "NOT_FOUND", "" },
        { "commerce GET /orders/not-an-id", "", 404, "NOT_FOUND", "" },
        { "commerce GET /no-such-page", "", 404, "NOT_FOUND", "" },
        { "commerce DELETE /products/1", "", 405, "METHOD_NOT_ALLOWED", "" },
    };

    public static TheoryData<string> RequestsWithBody =>
    [
        "account POST /sign-up", "account POST /sign-in", "account POST /token/refresh", "account POST /sign-out",
        "account POST /find-login-id", "account POST /reset-password", "account DELETE /me",
        "commerce PUT /cart/lines/1", "commerce POST /cart/lines/1", "commerce POST /cart/merge",
        "commerce POST /cart/quote", "commerce POST /order", "commerce POST /payment/complete",
    ];

    public static TheoryData<string> RequestsWithToken =>
    [
        "account GET /me", "account DELETE /me", "commerce GET /cart", "commerce PUT /cart/lines/1",
        "commerce POST /cart/lines/1", "commerce DELETE /cart/lines/1", "commerce POST /cart/merge",
        "commerce PUT /products/1/restock-notice", "commerce DELETE /products/1/restock-notice",
        "commerce GET /restock-notices", "commerce POST /order", "commerce POST /payment/complete",
        "commerce GET /orders", $"commerce GET /orders/{UnknownId}", $"commerce POST /orders/{UnknownId}/cancel",
    ];

    /// <summary>After each invalid request the services answer a valid one.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (service, path) in new[] { ("account", "/.well-known/jwks.json"), ("commerce", "/products/1") })
        {
            using var client = shop.CreateClient(service);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path)).StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(InvalidRequests))]
    public async Task Invalid_request_is_refused_and_its_fields_are_named(
        string request, string body, int status, string code, string fields)
    {
        using var response = await SendAsync(request, body);

        var problem = await ProblemOfAsync(response, status, code);

        Assert.Equal(fields, FieldsOf(problem));
    }

    [Fact]
    public async Task Invalid_order_is_refused_with_every_wrong_field()
    {
        var shipping = new Shipping("", "12", "1234", new string('x', 201), "\u0001");

        using var response = await sender.Shopper.SendOrderAsync(
            new(shipping, [new(1, 0), new(1, 1)], ExpectedTotalWon: -1), idempotencyKey: "a b");

        Assert.Equal(
            "Idempotency-Key, expectedTotalWon, shipping.recipient, shipping.phone, shipping.postalCode, "
            + "shipping.address1, shipping.address2, lines[0].quantity, lines[1].productId",
            FieldsOf(await ProblemOfAsync(response, 422, Invalid)));
    }

    [Fact]
    public async Task Invalid_sign_up_keeps_the_verification_and_reports_a_taken_login_id_to_verified_persons_only()
    {
        var account = new AccountApi(shop);
        var verification = await account.VerifyAsync(Person.New());
        var taken = sender.Shopper.LoginId;

        Assert.Equal("loginId, password WEAK_PASSWORD, passwordAgain", await SignUpAsync("a b", verification, "other"));
        Assert.Equal("loginId LOGIN_ID_TAKEN, password WEAK_PASSWORD", await SignUpAsync(taken, verification));
        Assert.Equal("password WEAK_PASSWORD", await SignUpAsync(taken, "not-verified"));
        using var signedUp = await account.SignUpAsync(AccountApi.NewLoginId(), verification);
        Assert.Equal(HttpStatusCode.Created, signedUp.StatusCode);

        async Task<string> SignUpAsync(string loginId, string verificationId, string? passwordAgain = null)
        {
            using var response = await account.Http.PostAsJsonAsync(
                "/sign-up", new SignUpRequest(loginId, "password1", verificationId, PasswordAgain: passwordAgain));
            return FieldsOf(await ProblemOfAsync(response, 422));
        }
    }

    [Theory]
    [MemberData(nameof(RequestsWithBody))]
    public async Task Body_that_is_not_json_or_too_large_is_refused(string request)
    {
        foreach (var body in new[] { "{", "", "[]", "null", "\"text\"", "{\"a\":\u0000}", new string('[', 2_000) })
        {
            await AssertRefusedAsync(body, "application/json", 400, Invalid);
        }

        await AssertRefusedAsync(
            $$"""{"password":"{{new string('x', 1024 * 1024)}}"}""", "application/json", 413, "BODY_TOO_LARGE");
        await AssertRefusedAsync("a=b", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE");

        async Task AssertRefusedAsync(string body, string mediaType, int status, string code)
        {
            using var response = await SendAsync(request, body, mediaType);
            await ProblemOfAsync(response, status, code);
        }
    }

    [Theory]
    [MemberData(nameof(RequestsWithToken))]
    public async Task Request_without_a_valid_token_is_refused(string request)
    {
        var unsigned = Base64Url("""{"alg":"none","typ":"JWT"}""") + "."
            + Base64Url($$"""{"sub":"{{UnknownId}}","iss":"http://account","aud":"shop"}""") + ".";
        foreach (var token in new[] { null, "nonsense", unsigned })
        {
            using var client = shop.CreateClient(request.Split(' ')[0]);
            client.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);

            using var response = await SendAsync(client, request, "{}");

            await ProblemOfAsync(response, 401, "UNAUTHORIZED");
        }
    }

    private Task<HttpResponseMessage> SendAsync(string request, string body, string mediaType = "application/json") =>
        SendAsync(
            request.StartsWith("account ", StringComparison.Ordinal) ? sender.Shopper.Account : sender.Shopper.Commerce,
            request, body, mediaType);

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient client, string request, string body, string mediaType = "application/json")
    {
        var (method, path) = (request.Split(' ')[1], request.Split(' ')[2]);
        var message = new HttpRequestMessage(new(method), path);
        if (method != "GET")
        {
            message.Content = new StringContent(body, Encoding.UTF8, mediaType);
            message.Headers.ExpectContinue = body.Length > 64 * 1024; // Reads the refusal first.
        }

        return client.SendAsync(message);
    }

    private static async Task<JsonObject> ProblemOfAsync(HttpResponseMessage response, int status, string? code = null)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(response, (HttpStatusCode)status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code ?? (string?)problem["code"], (string?)problem["code"]);
        if (status == 422)
        {
            // The framework checks the attributes of some requests, and code those of others. Both respond alike.
            Assert.Equal(
                ["code", "codes", "detail", "errors", "field", "status", "title", "traceId", "type"],
                problem.Select(member => member.Key).Order(StringComparer.Ordinal));
            Assert.Equal("https://tools.ietf.org/html/rfc4918#section-11.2", (string?)problem["type"]);
            Assert.Equal("One or more validation errors occurred.", (string?)problem["title"]);
            var (errors, codes) = (problem["errors"]!.AsObject(), problem["codes"]!.AsObject());
            Assert.Equal(codes.Select(error => error.Key), errors.Select(error => error.Key));
            Assert.All(errors, error => Assert.NotEqual("", (string?)Assert.Single(error.Value!.AsArray())));
            Assert.Equal((string?)errors[0]![0], (string?)problem["detail"]);
            Assert.Equal(errors.First().Key, (string?)problem["field"]);
        }

        return problem;
    }

    private static string FieldsOf(JsonObject problem) => problem["codes"] is JsonObject codes
        ? string.Join(", ", codes.Select(code => $"{code.Key} {code.Value}".Replace($" {Invalid}", "")))
        : (string?)problem["field"] ?? "";

    private static string OrderOf(string lines, string recipient = "김하늘", string total = "null") => $$"""
        {
          "lines": {{lines}}, "expectedTotalWon": {{total}},
          "shipping": {
            "recipient": "{{recipient}}", "phone": "01012345678", "postalCode": "04524", "address1": "세종대로 110"
          }
        }
        """;

    private static string Base64Url(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

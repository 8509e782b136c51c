// A shopper who uses the public HTTP APIs of the services, with the documented contracts only.
using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests;

/// <summary>A shopper with an account and a session.</summary>
public sealed class Shopper(RunningShop shop, Person person, string loginId, TokenReply session, Guid accountId)
{
    public const string Password = "correct horse battery";

    /// <summary>A valid shipping address for the orders of tests.</summary>
    public static readonly Shipping Home = new("김하늘", "01012345678", "04524", "서울특별시 중구 세종대로 110", "3층");

    private static readonly TimeSpan OrderDeadline = TimeSpan.FromSeconds(60);

    public Person Person => person;

    public string LoginId => loginId;

    public Guid AccountId => accountId;

    public TokenReply Session => session;

    /// <summary>A client of Commerce with this shopper's token.</summary>
    public HttpClient Commerce { get; } = ClientOf(shop, "commerce", session);

    /// <summary>A client of Account with this shopper's token.</summary>
    public HttpClient Account { get; } = ClientOf(shop, "account", session);

    public static async Task<Shopper> SignUpAsync(RunningShop shop, Person person)
    {
        using var account = shop.CreateClient("account");
        var loginId = "t" + Guid.NewGuid().ToString("N")[..15];
        var verification = await shop.Sandbox.VerifyAsync(person);

        var signedUp = await ReadAsync<SignUpReply>(
            await account.PostAsJsonAsync("/sign-up", new SignUpRequest(loginId, Password, verification)),
            HttpStatusCode.Created);

        return new(shop, person, loginId, await SignInAsync(account, loginId), signedUp.AccountId);
    }

    /// <summary>The same shopper with a new session.</summary>
    public async Task<Shopper> SignInAgainAsync()
    {
        using var account = shop.CreateClient("account");
        return new(shop, person, loginId, await SignInAsync(account, loginId), accountId);
    }

    /// <summary>Puts a product into the cart.</summary>
    public async Task PutIntoCartAsync(Product product, int quantity = 1) => await ReadAsync<CartReply>(
        await Commerce.PutAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)), HttpStatusCode.OK);

    /// <summary>Withdraws the account; returns the response of any status.</summary>
    public Task<HttpResponseMessage> WithdrawAsync(string password = Password) =>
        Account.SendAsync(new(HttpMethod.Delete, "/me")
        {
            Content = JsonContent.Create(new WithdrawRequest(password)),
        });

    /// <summary>Sends an order and returns the response of any status.</summary>
    public Task<HttpResponseMessage> SendOrderAsync(OrderRequest order, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/order") { Content = JsonContent.Create(order) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return Commerce.SendAsync(request);
    }

    /// <summary>
    /// Sends an order and retries on 503, as the page asks a shopper to do: on a busy machine Account's answer about
    /// the shopper may be late. Returns the first other response.
    /// </summary>
    public Task<HttpResponseMessage> SendOrderWithRetriesAsync(OrderRequest order, string? idempotencyKey = null) =>
        Eventually.IsAsync(
            () => SendOrderAsync(order, idempotencyKey),
            answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable,
            OrderDeadline);

    /// <summary>Places an order. Repeats with the same key place one order.</summary>
    public async Task<OrderReply> OrderAsync(OrderRequest order, string? idempotencyKey = null) =>
        await ReadAsync<OrderReply>(
            await SendOrderWithRetriesAsync(order, idempotencyKey ?? $"{Guid.NewGuid():N}"), HttpStatusCode.Created);

    /// <summary>Places an order of one product.</summary>
    public Task<OrderReply> OrderAsync(Product product, int quantity = 1) =>
        OrderAsync(new OrderRequest(Home, [new(product.Id, quantity)]));

    /// <summary>Pays in PortOne's window: the order's amount, or another amount to simulate tampering.</summary>
    public Task PayAsync(OrderReply order, long? amountWon = null) =>
        shop.Sandbox.PayAsync(order.PaymentKey, amountWon ?? order.AmountWon);

    /// <summary>Places an order of one product and pays it.</summary>
    public async Task<OrderReply> OrderAndPayAsync(Product product, int quantity = 1)
    {
        var order = await OrderAsync(product, quantity);
        await PayAsync(order);
        return order;
    }

    /// <summary>Reports the return from the window; returns the response of any status.</summary>
    public Task<HttpResponseMessage> SendCompleteAsync(string paymentKey) =>
        Commerce.PostAsJsonAsync("/payment/complete", new CompleteRequest(paymentKey));

    /// <summary>Reports the return from the window of a payment that can be settled; expects 200.</summary>
    public async Task<PaymentReply> ReturnFromAsync(OrderReply order) =>
        await ReadAsync<PaymentReply>(await SendCompleteAsync(order.PaymentKey), HttpStatusCode.OK);

    /// <summary>Gets one order.</summary>
    public async Task<OrderDetailReply> GetOrderAsync(OrderReply order) =>
        await ReadAsync<OrderDetailReply>(await Commerce.GetAsync($"/orders/{order.OrderId}"), HttpStatusCode.OK);

    /// <summary>Reads a response of an expected status; any other status fails the test with the body.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, params HttpStatusCode[] expected)
    {
        if (!expected.Contains(response.StatusCode))
        {
            Assert.Fail($"{response.RequestMessage?.RequestUri?.AbsolutePath} answered {response.StatusCode}, "
                + $"not {string.Join(" or ", expected)}: {await response.Content.ReadAsStringAsync()}");
        }

        return (await response.Content.ReadFromJsonAsync<T>())!;
    }

    private static async Task<TokenReply> SignInAsync(HttpClient account, string loginId) =>
        await ReadAsync<TokenReply>(
            await account.PostAsJsonAsync("/sign-in", new SignInRequest(loginId, Password)), HttpStatusCode.OK);

    private static HttpClient ClientOf(RunningShop shop, string service, TokenReply session)
    {
        var client = shop.CreateClient(service);
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.AccessToken);
        return client;
    }
}

// A shopper who acts through the services' front doors, with nothing but the documented contracts.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Shop.Account;
using Shop.Commerce;

namespace Shop.Tests;

/// <summary>Somebody with an account and a session.</summary>
public sealed class Shopper
{
    public const string Password = "correct horse battery";

    /// <summary>An address that every order of a test may go to.</summary>
    public static readonly Shipping Home = new("김하늘", "01012345678", "04524", "서울특별시 중구 세종대로 110", "3층");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RunningShop _shop;

    private Shopper(RunningShop shop, Person person, string loginId, TokenReply session, Guid accountId)
    {
        (_shop, Person, LoginId, Session, AccountId) = (shop, person, loginId, session, accountId);
        Commerce = shop.Door("commerce");
        Commerce.DefaultRequestHeaders.Authorization = new("Bearer", session.AccessToken);
        Account = shop.Door("account");
        Account.DefaultRequestHeaders.Authorization = new("Bearer", session.AccessToken);
    }

    public Person Person { get; }

    public string LoginId { get; }

    public Guid AccountId { get; }

    public TokenReply Session { get; }

    /// <summary>Commerce's front door, as this shopper.</summary>
    public HttpClient Commerce { get; }

    /// <summary>Account's front door, as this shopper.</summary>
    public HttpClient Account { get; }

    public static async Task<Shopper> SignUpAsync(RunningShop shop, Person person)
    {
        using var account = shop.Door("account");
        var loginId = "t" + Guid.NewGuid().ToString("N")[..15];
        var verification = await shop.Sandbox.VerifyAsync(person);

        var signedUp = await ReadAsync<SignUpReply>(
            await account.PostAsJsonAsync("/sign-up", new SignUpRequest(loginId, Password, verification)),
            HttpStatusCode.Created);

        return new(shop, person, loginId, await SignInAsync(account, loginId), signedUp.AccountId);
    }

    /// <summary>The same shopper with a new session.</summary>
    public async Task<Shopper> SignsInAgainAsync()
    {
        using var account = _shop.Door("account");
        return new(_shop, Person, LoginId, await SignInAsync(account, LoginId), AccountId);
    }

    /// <summary>Puts a product into the cart.</summary>
    public async Task PutsIntoCartAsync(Product product, int quantity = 1) => await ReadAsync<CartReply>(
        await Commerce.PutAsJsonAsync($"/cart/lines/{product.Id}", new CartLineRequest(quantity)), HttpStatusCode.OK);

    /// <summary>Sends an order and returns what Commerce answered, whatever it was.</summary>
    public Task<HttpResponseMessage> SendsOrderAsync(OrderRequest order, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/order") { Content = JsonContent.Create(order) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return Commerce.SendAsync(request);
    }

    /// <summary>
    /// Sends an order until the shop has decided, as the page asks of a shopper: on a busy machine Account's word on
    /// who orders may be late. Returns what Commerce answered then.
    /// </summary>
    public Task<HttpResponseMessage> SendsOrderUntilDecidedAsync(OrderRequest order, string? idempotencyKey = null) =>
        Eventually.IsAsync(
            () => SendsOrderAsync(order, idempotencyKey),
            answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable,
            Patience);

    /// <summary>Places an order; under one key it is one, however often it is sent.</summary>
    public async Task<OrderReply> OrdersAsync(OrderRequest order, string? idempotencyKey = null) =>
        await ReadAsync<OrderReply>(
            await SendsOrderUntilDecidedAsync(order, idempotencyKey ?? $"{Guid.NewGuid():N}"), HttpStatusCode.Created);

    /// <summary>Places an order of one product.</summary>
    public Task<OrderReply> OrdersAsync(Product product, int quantity = 1) =>
        OrdersAsync(new OrderRequest(Home, [new(product.Id, quantity)]));

    /// <summary>Pays in PortOne's window: the whole amount unless the test tampers with it.</summary>
    public Task PaysAsync(OrderReply order, long? amountWon = null) =>
        _shop.Sandbox.PayAsync(order.PaymentKey, amountWon ?? order.AmountWon);

    /// <summary>Places an order of one product and pays it.</summary>
    public async Task<OrderReply> OrdersAndPaysAsync(Product product, int quantity = 1)
    {
        var order = await OrdersAsync(product, quantity);
        await PaysAsync(order);
        return order;
    }

    /// <summary>Comes back from the window; returns what Commerce answered, whatever it was.</summary>
    public Task<HttpResponseMessage> SendsCompleteAsync(string paymentKey) =>
        Commerce.PostAsJsonAsync("/payment/complete", new CompleteRequest(paymentKey));

    /// <summary>Comes back from the window of a payment that is settled by now.</summary>
    public async Task<PaymentReply> ReturnsFromAsync(OrderReply order) =>
        await ReadAsync<PaymentReply>(await SendsCompleteAsync(order.PaymentKey), HttpStatusCode.OK);

    /// <summary>Looks at one order.</summary>
    public async Task<OrderDetailReply> LooksAtAsync(OrderReply order) =>
        await ReadAsync<OrderDetailReply>(await Commerce.GetAsync($"/orders/{order.OrderId}"), HttpStatusCode.OK);

    /// <summary>Reads an answer of an expected status; any other fails the test with the body in the message.</summary>
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
}

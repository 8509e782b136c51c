using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

/// <summary>
/// A browser without scripts: sends what a form would send, follows no redirect, and exposes headers and cookies.
/// Every request uses a new connection, so that requests alternate between replicas.
/// </summary>
public sealed class PlainVisitor : IDisposable
{
    private const string Antiforgery = "__RequestVerificationToken";
    private readonly HttpClient _http;

    /// <summary>A visitor with the client address <paramref name="at"/>, as the proxy reports it.</summary>
    public PlainVisitor(RunningShop shop, string? at = null, string language = "ko")
        : this(shop.WebAddress, at, language)
    {
    }

    /// <summary>The same for a storefront that runs beside the graph.</summary>
    public PlainVisitor(Uri storefront, string? at = null, string language = "ko")
    {
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        {
            BaseAddress = storefront,
            DefaultRequestHeaders = { AcceptLanguage = { new StringWithQualityHeaderValue(language) } },
        };
        if (at is not null)
        {
            Headers.Add("X-Forwarded-For", at);
        }
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Every Set-Cookie header that the shop has sent, except those that delete a cookie.</summary>
    public ConcurrentQueue<string> SetCookies { get; } = [];

    /// <summary>Headers sent with every request.</summary>
    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public static async Task<PlainVisitor> SignedInAsync(RunningShop shop, Shopper shopper, string? at = null)
    {
        var visitor = new PlainVisitor(shop, at);
        await visitor.SignInAsync(shopper);
        return visitor;
    }

    /// <summary>The value of a field of a form, as the page contains it.</summary>
    public static string ValueOf(string page, string field) =>
        Regex.Match(page, $"name=\"{field}\" value=\"([^\"]+)").Groups[1].Value;

    public Task<HttpResponseMessage> OpenAsync(string address) => _http.GetAsync(address);

    /// <summary>Opens an address and reads the response.</summary>
    public Task<PageReply> GetPageAsync(string address) => ReadAsync(OpenAsync(address));

    /// <summary>The text of the page at an address, which must exist.</summary>
    public async Task<string> ReadTextAsync(string address)
    {
        var page = await GetPageAsync(address);
        Assert.Equal((HttpStatusCode.OK, address), (page.Status, address));
        return page.Text;
    }

    /// <summary>A page with the cart badge. The shop omits the badge when Commerce is slow, so this retries.</summary>
    public Task<string> ReadBadgeAsync() =>
        Eventually.IsAsync(() => ReadTextAsync("/terms"), page => page.Contains("장바구니, ", StringComparison.Ordinal));

    /// <summary>The HTML of a response with character references decoded.</summary>
    public static async Task<string> WordsOfAsync(HttpResponseMessage response) =>
        WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

    /// <summary>The antiforgery token of a form on this page.</summary>
    public async Task<string> TokenOnAsync(string page) => ValueOf(await ReadTextAsync(page), Antiforgery);

    /// <summary>Submits a form of a page. A named form is sent to the address of its page.</summary>
    public async Task<PageReply> SubmitAsync(
        string page, string action, string? formName = null, params (string Name, string Value)[] fields)
    {
        var all = fields.Append((Antiforgery, await TokenOnAsync(page)));
        return await SendAsync(action, formName is null ? all : all.Append(("_handler", formName)), page);
    }

    /// <summary>Sends fields without reading a form first.</summary>
    public Task<PageReply> SendAsync(
        string action, IEnumerable<(string Name, string Value)> fields, string? from = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, action)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (from is not null)
        {
            request.Headers.Referrer = new(_http.BaseAddress!, from);
            request.Headers.Add("Origin", request.Headers.Referrer.GetLeftPart(UriPartial.Authority));
        }

        return ReadAsync(_http.SendAsync(request));
    }

    /// <summary>The page after a form was submitted, which is often the target of a redirect.</summary>
    public async Task<string> ReadTextAfterAsync(Task<PageReply> submitted)
    {
        var reply = await submitted;
        return reply.LeadsTo is { } address ? await ReadTextAsync(address) : reply.Text;
    }

    public async Task SignInAsync(Shopper shopper)
    {
        var reply = await SubmitAsync("/sign-in", "/sign-in", "sign-in",
            ("loginId", shopper.LoginId), ("password", Shopper.Password));
        Assert.Equal(HttpStatusCode.Redirect, reply.Status);
    }

    public Task<PageReply> AddToCartAsync(Product product, int quantity = 1) => SubmitAsync(
        "/cart", "/cart/add", null, ("productId", $"{product.Id}"), ("quantity", $"{quantity}"));

    /// <summary>Submits the checkout page with an address and other fields, and what a browser keeps of it.</summary>
    public async Task<PageReply> CheckOutAsync(string checkout, params (string Name, string Value)[] changed) =>
        await SendCheckoutAsync(checkout, await ReadTextAsync(checkout), changed);

    /// <summary>The same for a checkout page that was opened before.</summary>
    public Task<PageReply> SendCheckoutAsync(
        string checkout, string page, params (string Name, string Value)[] changed)
    {
        var fields = new Dictionary<string, string>
        {
            ["recipient"] = Shopper.Home.Recipient,
            ["phone"] = Shopper.Home.Phone,
            ["postalCode"] = Shopper.Home.PostalCode,
            ["address1"] = Shopper.Home.Address1,
            ["_handler"] = "checkout",
        };
        foreach (var hidden in new[] { "typedBy", "idempotencyKey", "cartVersion", "expectedTotalWon", Antiforgery })
        {
            fields[hidden] = ValueOf(page, hidden);
        }

        foreach (var (name, value) in changed)
        {
            fields[name] = value;
        }

        return SendAsync(checkout, fields.Select(field => (field.Key, field.Value)), checkout);
    }

    public void Dispose() => _http.Dispose();

    private async Task<PageReply> ReadAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            foreach (var set in cookies.Where(cookie => !cookie.Contains("1970", StringComparison.Ordinal)))
            {
                SetCookies.Enqueue(set);
            }

            foreach (var cookie in Cookies.GetAllCookies().Cast<Cookie>())
            {
                cookie.Secure = false; // Tests reach the shop over http, even if a header says https.
            }
        }

        var target = response.Headers.Location is { } location ? new Uri(_http.BaseAddress!, location) : null;
        return new(
            response.StatusCode,
            target?.Authority == _http.BaseAddress!.Authority ? target.PathAndQuery : target?.AbsoluteUri,
            await response.Content.ReadAsStringAsync(), response.Headers,
            response.Content.Headers.ContentType?.MediaType);
    }
}

/// <summary>
/// A response: its status, where it redirects (a path within the shop, or an absolute address of another site), the
/// HTML and its headers.
/// </summary>
public sealed record PageReply(
    HttpStatusCode Status, string? LeadsTo, string Html, HttpResponseHeaders Headers, string? MediaType)
{
    /// <summary>The HTML with character references decoded.</summary>
    public string Text { get; } = WebUtility.HtmlDecode(Html);
}

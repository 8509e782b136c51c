using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

/// <summary>
/// A browser without scripts: sends what a form would send, follows no redirect, and exposes headers and cookies.
/// Every request uses a new connection, so that requests alternate between replicas.
/// </summary>
public sealed partial class PlainVisitor : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A visitor with the client address <paramref name="at"/>, as the proxy reports it.</summary>
    public PlainVisitor(RunningShop shop, string? at = null)
        : this(shop.WebAddress, at)
    {
    }

    /// <summary>The same for a storefront that runs beside the graph.</summary>
    public PlainVisitor(Uri storefront, string? at = null)
    {
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        {
            BaseAddress = storefront,
            DefaultRequestHeaders = { AcceptLanguage = { new StringWithQualityHeaderValue("ko") } },
        };
        if (at is not null)
        {
            Headers.Add("X-Forwarded-For", at);
        }
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Headers sent with every request.</summary>
    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public Task<HttpResponseMessage> OpensAsync(string address) => _http.GetAsync(address);

    public Task<HttpResponseMessage> AsksForTheHeadOfAsync(string address) =>
        _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));

    /// <summary>The text of the page at an address, which must exist.</summary>
    public async Task<string> ReadsAsync(string address)
    {
        using var response = await OpensAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await WordsOfAsync(response);
    }

    /// <summary>A page with the cart badge. The shop omits the badge when Commerce is slow, so this retries.</summary>
    public Task<string> ReadsTheBadgeAsync() =>
        Eventually.IsAsync(() => ReadsAsync("/terms"), page => page.Contains("장바구니, ", StringComparison.Ordinal));

    /// <summary>The HTML of a response with character references decoded.</summary>
    public static async Task<string> WordsOfAsync(HttpResponseMessage response) =>
        WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

    /// <summary>The redirect target of a response, as an address of the shop.</summary>
    public string? LeadsTo(HttpResponseMessage response) => response.Headers.Location is { } location
        ? new Uri(_http.BaseAddress!, location).PathAndQuery
        : null;

    /// <summary>The antiforgery token of a form on this page.</summary>
    public async Task<string> TokenOnAsync(string page) =>
        AntiforgeryToken().Match(await ReadsAsync(page)).Groups[1].Value;

    /// <summary>Submits a form of a page. A named form is sent to the address of its page.</summary>
    public async Task<HttpResponseMessage> SubmitsAsync(
        string page, string action, string? formName = null, params (string Name, string Value)[] fields)
    {
        var all = fields.Append(("__RequestVerificationToken", await TokenOnAsync(page)));
        return await SendsAsync(action, formName is null ? all : all.Append(("_handler", formName)), page);
    }

    /// <summary>Sends fields without reading a form first.</summary>
    public Task<HttpResponseMessage> SendsAsync(
        string action, IEnumerable<(string Name, string Value)> fields, string? from = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, action)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Referrer = from is null ? null : new Uri(_http.BaseAddress!, from);
        return _http.SendAsync(request);
    }

    public async Task SignsInAsync(Shopper shopper)
    {
        using var answer = await SubmitsAsync("/sign-in", "/sign-in", "sign-in",
            ("loginId", shopper.LoginId), ("password", Shopper.Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    public Task<HttpResponseMessage> AddsToCartAsync(Product product, string quantity = "1") => SubmitsAsync(
        $"/products/{product.Id}", "/cart/add", null, ("productId", $"{product.Id}"), ("quantity", quantity));

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex AntiforgeryToken();
}

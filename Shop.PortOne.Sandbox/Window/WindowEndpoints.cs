// The endpoints for the browser: the SDK's script, the requests that open a window, the window's page and the actions
// of its buttons.
using Microsoft.AspNetCore.Cors.Infrastructure;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>The endpoints for the SDK and its windows.</summary>
public static class WindowEndpoints
{
    private const string Shops = "shops";
    private const string Script = "text/javascript; charset=utf-8";
    private const string Page = "text/html; charset=utf-8";

    public static Reply NoWindow => Refuse("TransactionNotFound", "There is no such window, or it has ended.") with
    {
        Status = StatusCodes.Status404NotFound,
    };

    /// <summary>Allows every origin to open a window, because the request names the merchant.</summary>
    public static void AllowShops(CorsOptions cors) =>
        cors.AddPolicy(Shops, policy => policy.AllowAnyOrigin().AllowAnyHeader().WithMethods(HttpMethods.Post));

    /// <summary>
    /// A refused window, with status 200: for an error status the browser would log an error in the shop's console. The
    /// SDK throws the error to the shop instead.
    /// </summary>
    public static Reply Refuse(string code, string message) => Reply.Ok(new WindowRefusal(code, message));

    public static void MapWindow(this IEndpointRouteBuilder routes)
    {
        routes.MapFile("/v2/browser-sdk.js", "browser-sdk.js", Script);
        routes.MapFile("/window/window.css", "window.css", "text/css; charset=utf-8");
        routes.MapFile("/window/window.js", "window.js", Script);
        routes.MapFile("/window/payment.js", "payment.js", Script);
        routes.MapFile("/window/identity.js", "identity.js", Script);
        routes.MapPayments();
        routes.MapIdentities();
    }

    private static void MapPayments(this IEndpointRouteBuilder routes)
    {
        var page = new EmbeddedFile("payment.html", Page);
        routes.MapPost("/window/payments", (HttpContext http, LocalDoor door, OpenPaymentWindow open) =>
            door.WorkAsync<OpenPaymentWindowRequest>(
                http, (state, request) => open.Run(state, request, http))).RequireCors(Shops);

        var window = routes.MapGroup("/window/payments/{txId}");
        window.MapGet("", (HttpContext http, string txId, SandboxStore store) => Framed(http, txId, store, page));
        window.MapPost("/enter", (HttpContext http, string txId, SandboxStore store) => Enter(http, txId, store));
        window.MapGet(
            "/details", (string txId, SandboxStore store) => store.Read(state => PaymentWindow.Show(state, txId)));
        window.MapPost("/pay", (HttpContext http, string txId, LocalDoor door, PaymentWindow payment) =>
            door.WorkAsync<PayInWindow>(http, (state, request) => payment.Pay(state, txId, request)));
        window.MapPost("/decline", (string txId, SandboxStore store, PaymentWindow payment) =>
            store.Write(state => payment.Decline(state, txId)));
        window.MapPost("/cancel", (string txId, SandboxStore store, PaymentWindow payment) =>
            store.Write(state => payment.Cancel(state, txId)));
        window.MapPost(
            "/close", (string txId, SandboxStore store) => store.Read(state => PaymentWindow.Close(state, txId)));
    }

    private static void MapIdentities(this IEndpointRouteBuilder routes)
    {
        var page = new EmbeddedFile("identity.html", Page);
        routes.MapPost("/window/identity-verifications", (HttpContext http, LocalDoor door, OpenIdentityWindow open) =>
            door.WorkAsync<OpenIdentityWindowRequest>(
                http, (state, request) => open.Run(state, request, http))).RequireCors(Shops);

        var window = routes.MapGroup("/window/identity-verifications/{txId}");
        window.MapGet("", (HttpContext http, string txId, SandboxStore store) => Framed(http, txId, store, page));
        window.MapPost("/enter", (HttpContext http, string txId, SandboxStore store) => Enter(http, txId, store));
        window.MapGet(
            "/details", (string txId, SandboxStore store) => store.Read(state => IdentityWindow.Show(state, txId)));
        window.MapPost("/verify", (HttpContext http, string txId, LocalDoor door, IdentityWindow identity) =>
            door.WorkAsync<VerifyInWindow>(http, (state, request) => identity.Verify(state, txId, request)));
        window.MapPost("/fail", (string txId, SandboxStore store, IdentityWindow identity) =>
            store.Write(state => identity.Fail(state, txId)));
        window.MapPost(
            "/close", (string txId, SandboxStore store) => store.Read(state => IdentityWindow.Close(state, txId)));
    }

    // Receives the form that the SDK posts on a phone and redirects to the window under another host name. Real
    // providers redirect over several hosts, and the browser checks each against the page's content security policy.
    private static IResult Enter(HttpContext http, string txId, SandboxStore store)
    {
        if (store.Read(state => state.Windows.Find(txId)) is null)
        {
            return NoWindow;
        }

        var path = http.Request.Path.Value!;
        var (host, port) = (http.Request.Host.Host, http.Request.Host.Port);
        var next = host == "localhost" ? "127.0.0.1" : "localhost";
        return Results.Redirect($"{http.Request.Scheme}://{next}:{port}{path[..path.LastIndexOf('/')]}");
    }

    // Only the page that opened a window may frame it. A window that was opened by redirect may not be framed.
    private static IResult Framed(HttpContext http, string txId, SandboxStore store, EmbeddedFile page)
    {
        var session = store.Read(state => state.Windows.Find(txId));
        var framer = session is { RedirectUrl: null, OpenerOrigin.Length: > 0 } ? session.OpenerOrigin : "'none'";
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
            + $"base-uri 'none'; form-action 'none'; frame-ancestors {framer}";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return page;
    }

    private static void MapFile(this IEndpointRouteBuilder routes, string path, string name, string contentType)
    {
        var file = new EmbeddedFile(name, contentType);
        routes.MapGet(path, () => file);
    }
}

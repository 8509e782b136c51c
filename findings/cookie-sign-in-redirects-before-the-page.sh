#!/usr/bin/env bash
# Microsoft.AspNetCore.Authentication.Cookies of ASP.NET Core 10: a page at LoginPath that signs in and then redirects.
#
# Expected: HttpContext.SignInAsync writes the cookie, and the page's own redirect decides where the browser goes.
# Observed: during SignInAsync at LoginPath the handler redirects by itself to the local address in ReturnUrlParameter,
# as it was decoded from the query. A path with Hangul, which browsers send percent-encoded and which is valid, is put
# undecoded into the Location header; Kestrel refuses the header, and SignInAsync throws before the page can redirect to
# an address that it has checked or encoded. The shopper gets a 500 after entering the right password.
# Workaround: options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask, and the page redirects alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
  </PropertyGroup>
</Project>
X
cat >Program.cs <<'X'
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

foreach (var isQuiet in new[] { false, true })
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Services.AddAuthentication("cookie").AddCookie("cookie", options =>
    {
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        if (isQuiet) { options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask; }
    });
    await using var app = builder.Build();
    app.MapPost("/sign-in", async (HttpContext context) =>
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "a")], "password");
        await context.SignInAsync("cookie", new ClaimsPrincipal(identity));
        return Results.LocalRedirect("/welcome"); // The page does not use the parameter.
    });
    await app.StartAsync();
    using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new(app.Urls.Single()),
    };
    foreach (var target in new[] { "/products", "/상품" })
    {
        var response = await browser.PostAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(target), null);
        Console.WriteLine($"OnRedirectToReturnUrl {(isQuiet ? "does nothing" : "default")}, returnUrl {target}: "
            + $"{(int)response.StatusCode} {response.Headers.Location} cookie {response.Headers.Contains("Set-Cookie")}");
    }
}
X
dotnet run -v quiet 2>&1 | tee seen
diff seen - <<'X'
OnRedirectToReturnUrl default, returnUrl /products: 302 /welcome cookie True
OnRedirectToReturnUrl default, returnUrl /상품: 500  cookie False
OnRedirectToReturnUrl does nothing, returnUrl /products: 302 /welcome cookie True
OnRedirectToReturnUrl does nothing, returnUrl /상품: 302 /welcome cookie True
X
echo 'As described.'

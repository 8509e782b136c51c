// Every route of the admin endpoints, found in their OpenAPI documents, so that a new route is tested without a change
// here: who may call it, and that no other endpoint serves it.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class AdminRouteTests(RunningShop shop)
{
    private const string Document = "/admin/openapi/admin.json";

    // A route without a token requires the service credential.
    private sealed record Route(string Service, HttpMethod Method, string Path, bool NeedsToken, string? Permission);

    [Theory]
    [InlineData("account", 20)]
    [InlineData("commerce", 11)]
    public async Task Anonymous_callers_and_shoppers_get_401_from_every_route(string service, int atLeast)
    {
        var shopper = await shop.NewShopperAsync();
        var routes = await RoutesOfAsync(service);

        Assert.True(routes.Count >= atLeast, $"{routes.Count} routes");
        foreach (var route in routes.Append(new(service, HttpMethod.Get, Document, true, null)))
        {
            await AssertStatusAsync(route, HttpStatusCode.Unauthorized, token: null);
            await AssertStatusAsync(route, HttpStatusCode.Unauthorized, shopper.Session.AccessToken);
            await AssertStatusAsync(route, HttpStatusCode.Unauthorized, token: null, credential: "a wrong credential");
            if (route.NeedsToken)
            {
                await AssertStatusAsync(
                    route, HttpStatusCode.Unauthorized, token: null, credential: TestSecrets.ServiceCredential);
            }
        }
    }

    [Theory]
    [InlineData("account", 7)]
    [InlineData("commerce", 2)]
    public async Task Staff_gets_403_from_every_route_that_requires_a_permission(string service, int atLeast)
    {
        var staff = await TestOperator.NewAsync(shop);
        var routes = (await RoutesOfAsync(service)).Where(route => route.Permission is not null).ToList();

        Assert.True(routes.Count >= atLeast, $"{routes.Count} routes");
        foreach (var route in routes)
        {
            await AssertStatusAsync(route, HttpStatusCode.Forbidden, staff.AccessToken);
        }
    }

    [Fact]
    public async Task Operators_are_managed_by_owners_only()
    {
        var routes = (await RoutesOfAsync("account"))
            .Where(route => route.Path.StartsWith("/admin/operators", StringComparison.Ordinal)).ToList();

        Assert.Equal(7, routes.Count);
        Assert.All(routes, route => Assert.Equal("CAN_MANAGE_OPERATORS", route.Permission));
    }

    [Theory]
    [InlineData("account")]
    [InlineData("commerce")]
    public async Task Admin_route_on_the_public_endpoint_is_404_for_an_owner_too(string service)
    {
        var owner = await TestOperator.OwnerAsync(shop);
        using var open = shop.CreateClient(service);
        open.DefaultRequestHeaders.Add("X-Service-Credential", TestSecrets.ServiceCredential);
        foreach (var route in (await RoutesOfAsync(service)).Append(new(service, HttpMethod.Get, Document, true, null)))
        {
            foreach (var path in new[] { route.Path, route.Path.Replace("/admin", "/%61DMIN") })
            {
                using var request = new HttpRequestMessage(route.Method, path);
                request.Headers.Authorization = new("Bearer", owner.AccessToken);
                await open.SendAsync(request).HasStatusAsync(HttpStatusCode.NotFound);
            }
        }
    }

    [Theory]
    [InlineData("account")]
    [InlineData("commerce")]
    public async Task Public_route_on_the_admin_endpoint_is_404(string service)
    {
        var shopper = await shop.NewShopperAsync();
        using var open = shop.CreateClient(service);
        using var admin = shop.CreateAdminClient(service);
        foreach (var route in await RoutesInAsync(service, open, "/openapi/v1.json"))
        {
            using var request = new HttpRequestMessage(route.Method, route.Path);
            request.Headers.Authorization = new("Bearer", shopper.Session.AccessToken);
            await admin.SendAsync(request).HasStatusAsync(HttpStatusCode.NotFound);
        }

        await admin.GetAsync("/health").HasStatusAsync(HttpStatusCode.NotFound);
        await admin.GetAsync("/openapi/v1.json").HasStatusAsync(HttpStatusCode.NotFound);
        await open.GetAsync("/openapi/admin.json").HasStatusAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("account")]
    [InlineData("commerce")]
    public async Task Operators_token_is_refused_by_every_shoppers_route(string service)
    {
        var owner = await TestOperator.OwnerAsync(shop);
        using var open = shop.CreateClient(service);
        var routes = (await RoutesInAsync(service, open, "/openapi/v1.json")).Where(route => route.NeedsToken).ToList();

        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            using var request = new HttpRequestMessage(route.Method, route.Path);
            request.Headers.Authorization = new("Bearer", owner.AccessToken);
            await open.SendAsync(request).HasStatusAsync(HttpStatusCode.Unauthorized);
        }
    }

    private async Task AssertStatusAsync(
        Route route, HttpStatusCode expected, string? token, string? credential = null)
    {
        using var admin = shop.CreateAdminClient(route.Service);
        using var request = new HttpRequestMessage(route.Method, route.Path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (credential is not null)
        {
            request.Headers.Add("X-Service-Credential", credential);
        }

        await admin.SendAsync(request).HasStatusAsync(expected);
    }

    private async Task<List<Route>> RoutesOfAsync(string service)
    {
        var owner = await TestOperator.OwnerAsync(shop);
        return await RoutesInAsync(service, service == "account" ? owner.Account : owner.Commerce, Document);
    }

    private static async Task<List<Route>> RoutesInAsync(string service, HttpClient http, string document)
    {
        var paths = (await http.GetFromJsonAsync<JsonNode>(document))!["paths"]!.AsObject();
        return
        [
            .. from path in paths
               from operation in path.Value!.AsObject()
               select new Route(
                   service, HttpMethod.Parse(operation.Key), WithIds(path.Key, operation.Value!),
                   operation.Value!["security"] is not null, (string?)operation.Value["x-permission"]),
        ];
    }

    // Each parameter of a path gets a value of its type.
    private static string WithIds(string path, JsonNode operation) => (operation["parameters"]?.AsArray() ?? [])
        .Where(parameter => (string?)parameter!["in"] == "path")
        .Aggregate(path, (result, parameter) => result.Replace(
            $"{{{parameter!["name"]}}}",
            (string?)parameter["schema"]?["format"] == "uuid" ? $"{Guid.NewGuid()}" : "1"));
}

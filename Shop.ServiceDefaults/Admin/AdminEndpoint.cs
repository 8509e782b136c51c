// The back office's part of a service: routes under /admin, on a Kestrel endpoint named `admin` that is never external.
// A connection is marked by the endpoint that accepted it, so the separation holds whatever the ports are. An admin
// route on another endpoint is answered like one that does not exist, and so is any other route on the admin endpoint.
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shop.ServiceDefaults.Authentication;

namespace Shop.ServiceDefaults.Admin;

public static class AdminEndpoint
{
    private const string EndpointName = "admin";
    private const string Prefix = "/admin";

    /// <summary>Marks the connections of the admin endpoint, and describes its routes in a separate document.</summary>
    public static void AddAdminEndpoint(this WebApplicationBuilder builder)
    {
        // Configured after the framework has loaded the section Kestrel, so the loader exists.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigurationLoader!.Endpoint(
            EndpointName,
            endpoint => endpoint.ListenOptions.Use(next => connection =>
            {
                connection.Features.Set(AdminConnection.Instance);
                return next(connection);
            })));
        builder.Services.Configure<OpenApiOptions>(
            "v1", options => options.ShouldInclude = description => !IsAdmin($"/{description.RelativePath}"));
        builder.Services.AddOpenApi(EndpointName, options =>
        {
            options.ShouldInclude = description => IsAdmin($"/{description.RelativePath}");
            options.DescribeOperators();
        });
    }

    /// <summary>Keeps the admin endpoint and the others apart. Call it before authorization.</summary>
    public static void UseAdminEndpoint(this WebApplication app) => app.Use((context, next) =>
    {
        var isAdminConnection = context.Features.Get<AdminConnection>() is not null;
        if (isAdminConnection != IsAdmin(context.Request.Path))
        {
            context.SetEndpoint(null);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>The group of the service's admin routes, for operators only, with their OpenAPI document.</summary>
    public static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup(Prefix).RequireOperator();
        admin.MapOpenApi("/openapi/{documentName:regex(^admin$)}.json");
        return admin;
    }

    /// <summary>Admin routes that have no operator yet: for Admin's own calls, with the service credential.</summary>
    public static RouteGroupBuilder MapAdminSignIn(this IEndpointRouteBuilder app) =>
        app.MapGroup(Prefix).RequireServiceCredential();

    private static bool IsAdmin(PathString path) => path.StartsWithSegments(Prefix);

    private sealed class AdminConnection
    {
        public static readonly AdminConnection Instance = new();
    }
}

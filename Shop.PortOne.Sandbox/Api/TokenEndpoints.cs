namespace Shop.PortOne.Sandbox.Api;

/// <summary>The endpoints that issue tokens.</summary>
public static class TokenEndpoints
{
    /// <summary>Maps the two endpoints that need no Authorization header, because they issue its value.</summary>
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/login/api-secret", (HttpContext http, ApiEndpoint door, IssueTokens issue) =>
            door.WorkAsync<LoginRequest>(http, issue.ForSecret, isPublic: true));

        routes.MapPost("/token/refresh", (HttpContext http, ApiEndpoint door, IssueTokens issue) =>
            door.WorkAsync<RefreshRequest>(http, issue.ForRefreshToken, isPublic: true));
    }
}

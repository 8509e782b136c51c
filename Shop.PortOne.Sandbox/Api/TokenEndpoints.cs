namespace Shop.PortOne.Sandbox.Api;

/// <summary>The door to tokens.</summary>
public static class TokenEndpoints
{
    /// <summary>The two calls that need no credential, because they hand one out.</summary>
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/login/api-secret", (HttpContext http, ApiDoor door, IssueTokens issue) =>
            door.WorkAsync<LoginRequest>(http, issue.ForSecret, isPublic: true));

        routes.MapPost("/token/refresh", (HttpContext http, ApiDoor door, IssueTokens issue) =>
            door.WorkAsync<RefreshRequest>(http, issue.ForRefreshToken, isPublic: true));
    }
}

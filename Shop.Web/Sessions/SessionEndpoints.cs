using Microsoft.AspNetCore.Mvc;

namespace Shop.Web.Sessions;

public static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", async (
            [FromForm] string? returnUrl, [FromForm] string? everywhere, HttpContext context, SignOut signOut) =>
        {
            await signOut.RunAsync(context, everywhere is not null);
            return Results.LocalRedirect(LocalUrl.Of(returnUrl));
        });
        routes.MapGet("/sign-out", () => Results.LocalRedirect("/me"));
    }
}

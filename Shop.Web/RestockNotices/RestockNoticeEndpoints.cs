using Microsoft.AspNetCore.Mvc;

namespace Shop.Web.RestockNotices;

/// <summary>The forms of restock notices. Each POST ends in a redirect.</summary>
public static class RestockNoticeEndpoints
{
    public static void AddRestockNotices(this IHostApplicationBuilder builder) =>
        builder.Services.AddScoped<RestockNoticeList>();

    public static void MapRestockNotices(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/restock-notices/request", async (
            [FromForm] int productId, CommerceClient commerce, CancellationToken ct) =>
            Back((await commerce.RequestRestockNoticeAsync(productId, ct)).Error, $"/products/{productId}"));

        routes.MapPost("/restock-notices/remove", async (
            [FromForm] int productId, [FromForm] string? returnUrl, CommerceClient commerce, CancellationToken ct) =>
            Back((await commerce.RemoveRestockNoticeAsync(productId, ct)).Error, LocalUrl.Of(returnUrl, "/me")));

        // The sign-in page and the error page lead back with a GET to the form's address. It shows My page.
        routes.MapGet("/restock-notices/{act:regex(^(request|remove)$)}", () => Results.LocalRedirect("/me"));
    }

    // The remaining errors are an unknown product and too many notices. The page shows which.
    private static IResult Back(ApiError? error, string address) => Results.LocalRedirect(
        error?.ThrowIfUnavailable() is { Field: "id" } ? "/me?refused=notices" : address);
}

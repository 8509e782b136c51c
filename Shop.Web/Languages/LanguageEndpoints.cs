using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Web.Languages;

/// <summary>Selects the language: the shopper's choice in a cookie, else the browser's, else Korean.</summary>
public static class LanguageEndpoints
{
    public const string CookieName = "lang";

    private const string Korean = "ko";
    private const string English = "en";

    public static void AddLanguages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<Texts>();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(Korean)
                .AddSupportedCultures(Korean, English)
                .AddSupportedUICultures(Korean, English);
            options.ApplyCurrentCultureToResponseHeaders = true;
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(context => Task.FromResult(
                    context.Request.Cookies[CookieName] is { } language and (Korean or English)
                        ? new ProviderCultureResult(language)
                        : null)),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });
    }

    public static void MapLanguages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/language", ([FromForm] string lang, [FromForm] string? returnUrl, HttpContext context) =>
        {
            context.SetCookie(CookieName, lang == English ? English : Korean, CookieLifetimes.Language);
            return Results.LocalRedirect(LocalUrl.Of(returnUrl));
        }).RequireSameOrigin();
        routes.MapGet("/language", () => Results.LocalRedirect("/"));
    }
}

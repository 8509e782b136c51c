using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Admin.Languages;

/// <summary>Selects the language: the operator's choice in a cookie, else Korean.</summary>
public static class LanguageEndpoints
{
    private const string CookieName = "admin-lang";
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
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(context => Task.FromResult(
                    context.Request.Cookies[CookieName] is { } language and (Korean or English)
                        ? new ProviderCultureResult(language)
                        : null)),
            ];
        });
    }

    public static void MapLanguages(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/language", ([FromForm] string lang, [FromForm] string? returnUrl, HttpContext context) =>
        {
            context.Response.Cookies.Append(CookieName, lang == English ? English : Korean, new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
            });
            return Results.LocalRedirect(LocalUrl.Of(returnUrl));
        });
}

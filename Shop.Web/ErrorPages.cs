using Microsoft.AspNetCore.Diagnostics;
using Shop.Web.Members;

namespace Shop.Web;

/// <summary>What the shopper sees when a page cannot be shown.</summary>
public static class ErrorPages
{
    public static void AddErrorPages(this IServiceCollection services)
    {
        services.AddExceptionHandler<SignInNeededHandler>();

        // A form that has grown stale or was tampered with is the same 400 in development as in production.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
    }

    public static void UseErrorPages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = error => error is ShopAwayException
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError,

            // The client has told of the call that failed; where the page noticed it says nothing more.
            SuppressDiagnosticsCallback = context => context.Exception is ShopAwayException,
        });
    }
}

using Microsoft.AspNetCore.Diagnostics;
using Shop.ServiceDefaults.Data;
using Shop.Web.Members;

namespace Shop.Web;

/// <summary>What the shopper sees when a page cannot be shown.</summary>
public static class ErrorPages
{
    private static readonly object FailedMethod = new();

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
            StatusCodeSelector = error => error is ShopAwayException || TransientErrors.Describe(error) is not null
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => IsToldWithoutATrace(context, app.Logger),
        });

        // An error page is opened and not sent: a form that was refused is not read again on the way to it.
        app.Use((context, next) =>
        {
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null
                || context.Features.Get<IExceptionHandlerFeature>() is not null)
            {
                context.Items.TryAdd(FailedMethod, context.Request.Method);
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
    }

    /// <summary>
    /// How the address was asked for that the shopper sees, also where an error page is shown for it.
    /// </summary>
    public static string MethodOf(HttpContext context) =>
        context.Items[FailedMethod] as string ?? context.Request.Method;

    // The client has told of a call that failed; where the page noticed it says nothing more. A database that is away
    // is worth a line for each page that needs it, and no mistake in the code either.
    private static bool IsToldWithoutATrace(ExceptionHandlerSuppressDiagnosticsContext context, ILogger logger)
    {
        if (TransientErrors.Describe(context.Exception) is not { } reason)
        {
            return context.Exception is ShopAwayException;
        }

        logger.LogWarning(
            "The database is unavailable for {Path}: {Reason}",
            context.HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path, reason);
        return true;
    }
}

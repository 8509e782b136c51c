using Microsoft.AspNetCore.Diagnostics;
using Shop.ServiceDefaults.Data;

namespace Shop.Web.Http;

/// <summary>Shows an error page to the shopper when a page fails.</summary>
public static class ErrorPages
{
    private static readonly object FailedMethod = new();

    public static void AddErrorPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<SignInNeededHandler>();

        // Development throws on a bad request by default. A stale or forged form returns 400 in every environment.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
    }

    public static void UseErrorPages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = error =>
                error is ShopUnavailableException || TransientErrors.Describe(error) is not null
                    ? StatusCodes.Status503ServiceUnavailable
                    : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => IsExpected(context, app.Logger),
        });

        // The error page is executed as a GET. As a POST, Blazor would handle the rejected form again.
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

    /// <summary>The method of the shopper's request, also while an error page is executed as a GET.</summary>
    public static string MethodOf(HttpContext context) =>
        context.Items[FailedMethod] as string ?? context.Request.Method;

    // Suppresses the stack trace of expected failures. Telemetry of the client has recorded a failed call already. An
    // unavailable database is an operational fault, so it logs one line per failed page.
    private static bool IsExpected(ExceptionHandlerSuppressDiagnosticsContext context, ILogger logger)
    {
        if (TransientErrors.Describe(context.Exception) is not { } reason)
        {
            return context.Exception is ShopUnavailableException;
        }

        logger.LogWarning(
            "The database is unavailable for {Path}: {Reason}. Check that it is running and reachable",
            context.HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path, reason);
        return true;
    }
}

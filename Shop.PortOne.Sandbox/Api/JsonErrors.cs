// The provider's clients parse every response as JSON, so every error is JSON too: an unknown URL, an unsupported
// method and an unhandled exception.
using Microsoft.AspNetCore.Diagnostics;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Errors in the provider's format.</summary>
public static class JsonErrors
{
    /// <summary>Turns unmatched requests and unhandled exceptions into errors in the provider's format.</summary>
    public static WebApplication UseJsonErrors(this WebApplication app)
    {
        app.UseExceptionHandler(failed => failed.Run(http =>
        {
            var exception = http.Features.Get<IExceptionHandlerFeature>()!.Error;
            var reply = exception is BadHttpRequestException
                ? Refusals.Invalid("The request cannot be read.")
                : Refusals.Broken(StatusCodes.Status500InternalServerError, "The sandbox failed.");
            return reply.ExecuteAsync(http);
        }));
        app.UseStatusCodePages(context => context.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Refusals.NoSuchAddress.ExecuteAsync(context.HttpContext),
            StatusCodes.Status405MethodNotAllowed => Refusals.MethodNotAllowed.ExecuteAsync(context.HttpContext),
            _ => Task.CompletedTask,
        });
        return app;
    }
}

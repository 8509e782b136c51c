// The provider's clients read every answer as JSON, so everything that goes wrong is JSON too: an unknown address, a
// wrong method, and a failure of our own.
using Microsoft.AspNetCore.Diagnostics;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Errors in the provider's shape.</summary>
public static class JsonErrors
{
    /// <summary>Turns what nobody answered, and what failed, into the provider's kind of error.</summary>
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

// An unreachable, starting or saturated database is an operational fault, not a bug: answer 503 and log one line.
// Whether a write happened is unknown, because the connection may have been lost after the commit was sent.
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Shop.ServiceDefaults.Data;

internal sealed class DatabaseUnavailableHandler(
    IProblemDetailsService problems, ILogger<DatabaseUnavailableHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (TransientErrors.Describe(exception) is not { } reason)
        {
            return false;
        }

        logger.LogWarning(
            "The database is unavailable for {Endpoint}: {Reason}. Check that it is running and reachable",
            context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName, reason);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Detail = "The database is unavailable. If this request changes data, the change may have been saved. "
                    + "Check, then try again in a moment.",
            },
        });
    }
}

// A database that is away, that starts, or that has no connection left is an hour of the house and no mistake in the
// code: the caller is asked to try again, and the log gets one line for each call, not a trace. Whether something was
// done cannot be known here: the connection may have been lost after the commit was sent.
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Shop.ServiceDefaults;

/// <summary>Answers 503 where the database cannot be asked.</summary>
internal sealed class DatabaseAway(IProblemDetailsService problems, ILogger<DatabaseAway> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (DatabaseTrouble.In(exception) is not { } trouble)
        {
            return false;
        }

        logger.LogWarning(
            "The database cannot be asked for {Endpoint}: {Trouble}",
            context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName, trouble);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Detail = "This cannot be answered right now. What was sent may have been done all the same. "
                    + "Try again in a moment.",
            },
        });
    }
}

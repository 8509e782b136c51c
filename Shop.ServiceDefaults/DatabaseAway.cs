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
    // Classes of SQLSTATE: the connection, resources (connections among them), an operator's shutdown.
    private static readonly string[] AwayClasses = ["08", "53", "57P"];

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (TroubleIn(exception) is not { } trouble)
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

    // Wherever it lies: Entity Framework wraps what it thinks may pass.
    private static string? TroubleIn(Exception? error) => error switch
    {
        null => null,
        PostgresException refused => IsAway(refused.SqlState) ? $"{refused.SqlState} {refused.MessageText}" : null,
        NpgsqlException { IsTransient: true } => error.Message,
        _ => TroubleIn(error.InnerException),
    };

    private static bool IsAway(string state) =>
        state == PostgresErrorCodes.ObjectNotInPrerequisiteState // The database takes no connections.
        || AwayClasses.Any(one => state.StartsWith(one, StringComparison.Ordinal));
}

using Microsoft.Extensions.Logging;
using Npgsql;

namespace Shop.ServiceDefaults.Data;

/// <summary>Recognises errors that say the database is unavailable, and logs them in one line.</summary>
public static class TransientErrors
{
    // Classes of SQLSTATE: connection, insufficient resources (too many connections), operator intervention.
    private static readonly string[] UnavailableClasses = ["08", "53", "57P"];

    /// <summary>
    /// One line about why the database is unavailable; null if the error means something else. Looks into inner
    /// exceptions too: EF Core wraps transient errors.
    /// </summary>
    public static string? Describe(Exception? error) => error switch
    {
        null => null,
        PostgresException refused => IsUnavailable(refused.SqlState) || IsStalePlan(refused)
            ? $"{refused.SqlState} {refused.MessageText}"
            : null,
        NpgsqlException { IsTransient: true } => error.Message,
        _ => Describe(error.InnerException),
    };

    /// <summary>
    /// Logs a worker's failed round; its next round tries again. One line while the database is unavailable, because
    /// every round repeats it; the stack trace for anything else.
    /// </summary>
    public static void LogRoundFailed(this ILogger logger, Exception error, string what)
    {
        if (Describe(error) is { } reason)
        {
            logger.LogWarning("{What} failed, the database is unavailable: {Reason}", what, reason);
        }
        else
        {
            logger.LogError(error, "{What} failed; the next round tries again", what);
        }
    }

    // A migration added a column while the statement was prepared on this connection. The driver prepares it again for
    // the next call, but does not repeat the failed one.
    private static bool IsStalePlan(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    private static bool IsUnavailable(string state) =>
        state == PostgresErrorCodes.ObjectNotInPrerequisiteState // The database does not accept connections.
        || UnavailableClasses.Any(one => state.StartsWith(one, StringComparison.Ordinal));
}

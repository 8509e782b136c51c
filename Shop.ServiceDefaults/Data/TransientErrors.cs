namespace Shop.ServiceDefaults.Data;

public static class TransientErrors
{
    // SQLSTATE classes: connection exception, insufficient resources (too many connections), operator intervention.
    private static readonly string[] UnavailableClasses = ["08", "53", "57P"];

    private static readonly string[] UnavailableStates =
    [
        PostgresErrorCodes.ObjectNotInPrerequisiteState, // The database does not accept connections.

        // `migrate` has changed the login's password, and this replica has not been restarted with it yet.
        PostgresErrorCodes.InvalidPassword, PostgresErrorCodes.InvalidAuthorizationSpecification,
    ];

    /// <summary>Why the database is unavailable; null for any other error. EF Core wraps some errors.</summary>
    public static string? Describe(Exception? error) => error switch
    {
        null => null,
        PostgresException refused => IsUnavailable(refused.SqlState) || IsStalePlan(refused)
            ? $"{refused.SqlState} {refused.MessageText}"
            : null,
        NpgsqlException { IsTransient: true } => error.Message,
        _ => Describe(error.InnerException),
    };

    /// <summary>Logs a failed run of a worker; one line if the database is unavailable, as every run fails.</summary>
    public static void LogWorkerFailed(this ILogger logger, Exception error, string what)
    {
        if (Describe(error) is { } reason)
        {
            logger.LogWarning("{What} failed and will be retried. The database is unavailable: {Reason}", what, reason);
        }
        else
        {
            logger.LogError(error, "{What} failed and will be retried", what);
        }
    }

    // A migration added a column while the statement was prepared on this connection. The driver prepares it again for
    // the next call, but does not repeat the failed call. See findings/npgsql-auto-prepare-add-column.sh.
    private static bool IsStalePlan(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    private static bool IsUnavailable(string state) => UnavailableStates.Contains(state)
        || UnavailableClasses.Any(one => state.StartsWith(one, StringComparison.Ordinal));
}

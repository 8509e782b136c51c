using Microsoft.Extensions.Logging;
using Npgsql;

namespace Shop.ServiceDefaults;

/// <summary>Whether an exception says that the database is away, and how that is logged.</summary>
public static class DatabaseTrouble
{
    // Classes of SQLSTATE: the connection, resources (connections among them), an operator's shutdown.
    private static readonly string[] AwayClasses = ["08", "53", "57P"];

    /// <summary>
    /// The trouble in a line; null when it is something else. Wherever it lies: Entity Framework wraps what it thinks
    /// may pass.
    /// </summary>
    public static string? In(Exception? error) => error switch
    {
        null => null,
        PostgresException refused => IsAway(refused.SqlState) ? $"{refused.SqlState} {refused.MessageText}" : null,
        NpgsqlException { IsTransient: true } => error.Message,
        _ => In(error.InnerException),
    };

    /// <summary>
    /// A worker's round failed, and the next one tries again: one line for a database that is away, which every round
    /// meets until it is back, and the whole trace for anything else.
    /// </summary>
    public static void LogRoundFailed(this ILogger logger, Exception error, string what)
    {
        if (In(error) is { } trouble)
        {
            logger.LogWarning("{What} failed, the database is away: {Trouble}", what, trouble);
        }
        else
        {
            logger.LogError(error, "{What} failed; the next round tries again", what);
        }
    }

    private static bool IsAway(string state) =>
        state == PostgresErrorCodes.ObjectNotInPrerequisiteState // The database takes no connections.
        || AwayClasses.Any(one => state.StartsWith(one, StringComparison.Ordinal));
}

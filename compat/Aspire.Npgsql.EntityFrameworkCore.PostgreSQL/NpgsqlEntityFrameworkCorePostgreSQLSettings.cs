namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>
/// Settings of one context, bound from <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c> and below it the section
/// that is named as the context's type.
/// </summary>
public sealed class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:{name}</c> comes before the settings' sections.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Unless true, a retrying execution strategy repeats what failed. It then refuses transactions that the caller
    /// begins, and repeats a commit whose answer was lost.
    /// </summary>
    public bool DisableRetry { get; set; }

    /// <summary>
    /// Unless true, a health check named as the context's type asks whether the database can be reached.
    /// </summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Unless true, the traces of Npgsql are listened to.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Unless true, the metrics of Npgsql are listened to.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>Seconds that a command may take; null leaves Npgsql's own limit.</summary>
    public int? CommandTimeout { get; set; }
}

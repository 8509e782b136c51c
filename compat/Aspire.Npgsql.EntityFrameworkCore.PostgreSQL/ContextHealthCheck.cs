using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>Healthy when the context's database can be reached.</summary>
internal sealed class ContextHealthCheck<TContext>(TContext context) : IHealthCheck
    where TContext : DbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext check, CancellationToken ct = default) =>
        await context.Database.CanConnectAsync(ct)
            ? HealthCheckResult.Healthy()
            : new(check.Registration.FailureStatus);
}

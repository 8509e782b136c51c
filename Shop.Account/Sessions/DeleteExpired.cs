using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.ServiceDefaults.Data;

namespace Shop.Account.Sessions;

/// <summary>
/// Deletes expired sessions and tokens, throttles whose window has ended, and used verifications that are far too old
/// to be accepted again. Runs in every replica.
/// </summary>
public sealed class DeleteExpired(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeleteExpired> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    // One day longer than the schema requires: the schema uses its own clock, and one row that is too young would fail
    // the whole delete.
    private static readonly TimeSpan KeepVerificationsFor = TimeSpan.FromDays(31);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception error)
                when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, "Deleting expired rows");
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountDb>();
        var now = clock.GetUtcNow();
        await db.Sessions.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.RefreshTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.Database.ExecuteSqlAsync($"delete from throttles where ends_at < {now}", ct);
        await db.Database.ExecuteSqlAsync(
            $"delete from used_verifications where used_at < {now - KeepVerificationsFor}", ct);
    }
}

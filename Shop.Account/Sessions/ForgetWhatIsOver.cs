using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.ServiceDefaults.Data;

namespace Shop.Account.Sessions;

/// <summary>
/// Deletes what has no meaning any more: sessions and tokens past their time, throttles whose window has ended, and
/// used verifications that are long too old to be accepted. Any replica may do it at any time.
/// </summary>
public sealed class ForgetWhatIsOver(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<ForgetWhatIsOver> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    // A day more than the schema asks for: its clock decides there, and one row that is too young stops them all.
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
                logger.LogWorkerFailed(error, "Deleting what is over");
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

// Completes withdrawals whose request was interrupted: the shopper closed the page, or the process ended while the
// account was closing. No caller waits for the result, so the account stays CLOSING until Commerce answers.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Members;
using Shop.ServiceDefaults.Data;

namespace Shop.Account.Withdrawals;

/// <summary>Completes interrupted withdrawals. Runs in every replica.</summary>
public sealed class WithdrawalWorker(
    IServiceScopeFactory scopes, WithdrawalSettings settings, TimeProvider clock, ILogger<WithdrawalWorker> logger)
    : BackgroundService
{
    private const int MembersPerRound = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception error)
                when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, "Finishing withdrawals");
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        foreach (var (id, closingSince) in await LeftBehindAsync(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            var finish = scope.ServiceProvider.GetRequiredService<FinishWithdrawal>();
            if (await finish.RunAsync(id, closingSince, ct) is Error.CommerceUnavailable)
            {
                return; // Commerce is unavailable for the others too.
            }
        }
    }

    private async Task<List<(Guid Id, DateTimeOffset ClosingSince)>> LeftBehindAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountDb>();
        var age = settings.Delay + settings.LeftBehindAfter;
        var members = await db.Members
            .FromSql($"""
                select * from members
                where status = 'CLOSING' and closing_since <= clock_timestamp() - {age}
                order by closing_since
                limit {MembersPerRound}
                """)
            .AsNoTracking()
            .ToListAsync(ct);
        return members.ConvertAll(m => (m.Id, m.ClosingSince!.Value));
    }
}

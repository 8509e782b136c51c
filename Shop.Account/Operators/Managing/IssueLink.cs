// A new one-time link for an operator: for an invitation that expired, or for a forgotten password. The previous link
// is void. The password and the second factor stay until the link is opened.
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.Managing;

public sealed class IssueLink(AccountDb db, OperatorSettings settings, TimeProvider clock)
{
    public async Task<Result<OperatorLinkReply>> RunAsync(Guid id, CurrentOperator me, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await db.ReloadOperatorForUpdateAsync(id, ct);
        if (locked is null)
        {
            return OperatorErrors.NotFound;
        }

        if (!locked.IsEnabled)
        {
            return OperatorErrors.StatusDiffers;
        }

        var reply = await ReplaceAsync(locked, ct);
        db.Add(AuditEntry.Of(
            me, AuditAct.LinkIssued, locked.LoginId, before: null, new { reply.ExpiresAt }, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return reply;
    }

    /// <summary>Replaces the link of an operator in the caller's transaction.</summary>
    public async Task<OperatorLinkReply> ReplaceAsync(Operator of, CancellationToken ct)
    {
        await db.OperatorLinks.Where(link => link.OperatorId == of.Id).ExecuteDeleteAsync(ct);
        var (link, token) = OperatorLink.New(of.Id, settings.LinkLifetime, clock.GetUtcNow());
        db.Add(link);
        return new(of.Id, of.LoginId, token, link.ExpiresAt);
    }
}

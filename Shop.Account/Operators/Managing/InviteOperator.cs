using Npgsql;
using Shop.Account.Credentials;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.Managing;

/// <summary>Adds an operator and returns the one-time link with which the operator sets a password.</summary>
public sealed class InviteOperator(AccountDb db, IssueLink link, TimeProvider clock)
{
    public async Task<Result<OperatorLinkReply>> RunAsync(
        InviteOperatorRequest request, CurrentOperator me, CancellationToken ct)
    {
        if (LoginId.Parse(request.LoginId) is not { } loginId)
        {
            return Error.Invalid([new("loginId", LoginId.Rule)]);
        }

        var now = clock.GetUtcNow();
        var invited = Operator.Invite(loginId, request.Role, now);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Add(invited);
        db.Add(AuditEntry.Of(
            me, AuditAct.OperatorInvited, loginId, before: null, new { request.Role }, now));
        var reply = await link.ReplaceAsync(invited, ct);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException error) when (error.InnerException is PostgresException
        {
            ConstraintName: "one_operator_per_login_id",
        })
        {
            return Error.LoginIdTaken;
        }

        await transaction.CommitAsync(ct);
        return reply;
    }
}

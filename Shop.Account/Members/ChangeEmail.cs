// Changes the signed-in shopper's e-mail address. The address is not verified; nothing is sent to it yet.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Sessions;

namespace Shop.Account.Members;

/// <summary>Changes the e-mail address of a member.</summary>
public sealed class ChangeEmail(AccountDb db, PersonalData personal)
{
    /// <summary>Returns null if the address was changed, otherwise the reason for the refusal.</summary>
    public async Task<Error?> RunAsync(ChangeEmailRequest request, CurrentShopper me, CancellationToken ct)
    {
        var email = request.Email?.Trim();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var member = await db.Members
            .FromSql($"select * from members where id = {me.AccountId} and status <> 'WITHDRAWN' for update")
            .Where(member => db.Sessions.Any(s => s.Id == me.SessionId && s.MemberId == member.Id))
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return new Error.SessionOver();
        }

        member.ChangeEmail(string.IsNullOrEmpty(email) ? null : personal.EncryptEmail(member.Id, email));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}

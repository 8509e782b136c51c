using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Sessions;

namespace Shop.Account.Members;

/// <summary>
/// Returns the signed-in shopper's own data. An access token outlives its session by minutes, so the session is checked
/// here. A closing account is still shown: it may be reopened.
/// </summary>
public sealed class ShowMember(AccountDb db, PersonalData personal, TimeProvider clock)
{
    public async Task<MeReply?> RunAsync(CurrentShopper me, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking()
            .Where(m => m.Id == me.AccountId && m.Status != MemberStatus.Withdrawn)
            .Where(m => db.Sessions.Any(s => s.Id == me.SessionId && s.MemberId == m.Id))
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return null;
        }

        var birthDate = personal.BirthDateOf(member);
        return new(
            member.Id,
            member.LoginId!,
            personal.NameOf(member),
            birthDate,
            LegalAge.IsReached(birthDate, clock.GetUtcNow()),
            personal.EmailOf(member));
    }
}

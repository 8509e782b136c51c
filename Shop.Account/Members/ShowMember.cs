using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Sessions;

namespace Shop.Account.Members;

/// <summary>
/// Shows the signed-in shopper to themselves. An access token outlives its session by minutes; here, where the session
/// can be looked up, it does not. A closing account still shows: it may yet be reopened.
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
            Adulthood.IsReached(birthDate, clock.GetUtcNow()),
            personal.EmailOf(member));
    }
}

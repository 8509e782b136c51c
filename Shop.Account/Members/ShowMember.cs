using Shop.Account.Sessions;

namespace Shop.Account.Members;

/// <summary>Returns the signed-in shopper's own data; null if the session has ended.</summary>
public sealed class ShowMember(AccountDb db, PersonalData personal, TimeProvider clock)
{
    public async Task<MeReply?> RunAsync(CurrentShopper me, CancellationToken ct)
    {
        if (await db.MemberOf(me).AsNoTracking().SingleOrDefaultAsync(ct) is not { } member)
        {
            return null;
        }

        var birthDate = personal.BirthDateOf(member);
        return new(
            member.Id, member.LoginId!, personal.NameOf(member), birthDate,
            LegalAge.IsReached(birthDate, clock.GetUtcNow()), personal.EmailOf(member));
    }
}

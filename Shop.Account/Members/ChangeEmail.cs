// Changes the signed-in shopper's e-mail address. The address is not verified; nothing is sent to it yet.
using Shop.Account.Sessions;

namespace Shop.Account.Members;

public sealed class ChangeEmail(AccountDb db, PersonalData personal)
{
    /// <summary>Returns null if the address was changed, otherwise the error.</summary>
    public async Task<Error?> RunAsync(ChangeEmailRequest request, CurrentShopper me, CancellationToken ct)
    {
        var email = request.Email?.Trim();
        var encrypted = string.IsNullOrEmpty(email) ? null : personal.EncryptEmail(me.AccountId, email);
        var changed = await db.MemberOf(me).ExecuteUpdateAsync(
            set => set.SetProperty(member => member.EmailEncrypted, encrypted), ct);
        return changed == 1 ? null : Error.SessionOver;
    }
}

// Encryption of names, birth dates and e-mail addresses. Each value is bound to its member and its field, so that a
// ciphertext cannot be moved to another row or column.
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Account.Members;

/// <summary>Encrypts and decrypts the personal data in a member row.</summary>
public sealed class PersonalData(IDataProtectionProvider protection)
{
    private const string DateFormat = "yyyy-MM-dd";

    public byte[] EncryptName(Guid memberId, string name) =>
        For(memberId, "name").Protect(Encoding.UTF8.GetBytes(name));

    public byte[] EncryptBirthDate(Guid memberId, DateOnly birthDate) => For(memberId, "birth date")
        .Protect(Encoding.UTF8.GetBytes(birthDate.ToString(DateFormat, CultureInfo.InvariantCulture)));

    public byte[] EncryptEmail(Guid memberId, string email) =>
        For(memberId, "email").Protect(Encoding.UTF8.GetBytes(email));

    /// <summary>The member's e-mail address; null if there is none.</summary>
    public string? EmailOf(Member member) => member.EmailEncrypted is { } encrypted
        ? Encoding.UTF8.GetString(For(member.Id, "email").Unprotect(encrypted))
        : null;

    public string NameOf(Member member) =>
        Encoding.UTF8.GetString(For(member.Id, "name").Unprotect(member.NameEncrypted!));

    public DateOnly BirthDateOf(Member member) => DateOnly.ParseExact(
        Encoding.UTF8.GetString(For(member.Id, "birth date").Unprotect(member.BirthDateEncrypted!)),
        DateFormat,
        CultureInfo.InvariantCulture);

    private IDataProtector For(Guid memberId, string field) =>
        protection.CreateProtector("personal data", memberId.ToString(), field);
}

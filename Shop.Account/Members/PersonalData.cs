// Encryption of names, birth dates and e-mail addresses. Each value is bound to its member and its field, so that a
// ciphertext cannot be moved to another row or column.
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Account.Members;

public sealed class PersonalData(IDataProtectionProvider protection)
{
    private const string Name = "name";
    private const string BirthDate = "birth date";
    private const string Email = "email";
    private const string DateFormat = "yyyy-MM-dd";

    public byte[] EncryptName(Guid memberId, string name) => Encrypt(memberId, Name, name);

    public byte[] EncryptBirthDate(Guid memberId, DateOnly birthDate) =>
        Encrypt(memberId, BirthDate, birthDate.ToString(DateFormat, CultureInfo.InvariantCulture));

    public byte[] EncryptEmail(Guid memberId, string email) => Encrypt(memberId, Email, email);

    public string NameOf(Member member) => Decrypt(member, Name, member.NameEncrypted!);

    public DateOnly BirthDateOf(Member member) => DateOnly.ParseExact(
        Decrypt(member, BirthDate, member.BirthDateEncrypted!), DateFormat, CultureInfo.InvariantCulture);

    /// <summary>The member's e-mail address; null if there is none.</summary>
    public string? EmailOf(Member member) =>
        member.EmailEncrypted is { } encrypted ? Decrypt(member, Email, encrypted) : null;

    private byte[] Encrypt(Guid memberId, string field, string value) =>
        For(memberId, field).Protect(Encoding.UTF8.GetBytes(value));

    private string Decrypt(Member member, string field, byte[] encrypted) =>
        Encoding.UTF8.GetString(For(member.Id, field).Unprotect(encrypted));

    private IDataProtector For(Guid memberId, string field) =>
        protection.CreateProtector("personal data", memberId.ToString(), field);
}

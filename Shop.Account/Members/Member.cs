using Shop.Account.Identities;

namespace Shop.Account.Members;

public enum MemberStatus
{
    Active,
    Withdrawn,
}

/// <summary>A person with an account. Personal data is encrypted (<see cref="PersonalData"/>) or hashed.</summary>
public sealed class Member
{
    private Member() { }

    public Guid Id { get; private set; }
    public MemberStatus Status { get; private set; }
    public string? LoginId { get; private set; }
    public string? PasswordHash { get; private set; }

    /// <summary>Increases with each new password; device tokens of an earlier version are invalid.</summary>
    public int PasswordVersion { get; private set; } = 1;

    public byte[]? NameEncrypted { get; private set; }
    public byte[]? BirthDateEncrypted { get; private set; }

    /// <summary>Null until the member enters an address.</summary>
    public byte[]? EmailEncrypted { get; private set; }

    public byte[]? HashedCi { get; private set; }
    public DateTimeOffset JoinedAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public static Member Join(
        VerifiedPerson person, string loginId, string passwordHash, byte[] hashedCi, PersonalData personal,
        DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id,
            LoginId = loginId,
            PasswordHash = passwordHash,
            NameEncrypted = personal.EncryptName(id, person.Name),
            BirthDateEncrypted = personal.EncryptBirthDate(id, person.BirthDate),
            HashedCi = hashedCi,
            JoinedAt = now,
        };
    }

    public void ChangePassword(string passwordHash)
    {
        if (Status is MemberStatus.Withdrawn)
        {
            throw new InvalidOperationException("A withdrawn member has no password.");
        }

        PasswordHash = passwordHash;
        PasswordVersion++;
    }

    /// <summary>Erases the person's data. The id stays, for the orders that the law requires to be kept.</summary>
    public void Withdraw(DateTimeOffset now)
    {
        if (Status is not MemberStatus.Active)
        {
            throw new InvalidOperationException($"The member is {Status} and cannot withdraw.");
        }

        (Status, WithdrawnAt) = (MemberStatus.Withdrawn, now);
        (LoginId, PasswordHash, NameEncrypted, BirthDateEncrypted, HashedCi) = (null, null, null, null, null);
        EmailEncrypted = null;
    }
}

namespace Shop.Account.Members;

/// <summary>The status of a member.</summary>
public enum MemberStatus
{
    Active,
    Withdrawn,
}

/// <summary>A person with an account. Personal data is encrypted (<see cref="PersonalData"/>) or hashed.</summary>
public sealed class Member
{
    private Member()
    {
    }

    public Guid Id { get; private set; }

    public MemberStatus Status { get; private set; }

    public string? LoginId { get; private set; }

    public string? PasswordHash { get; private set; }

    /// <summary>Increases with each new password; device tokens of an earlier version are invalid.</summary>
    public int PasswordVersion { get; private set; }

    public byte[]? NameEncrypted { get; private set; }

    public byte[]? BirthDateEncrypted { get; private set; }

    /// <summary>Null until the member enters an address.</summary>
    public byte[]? EmailEncrypted { get; private set; }

    public byte[]? HashedCi { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Sets a new password.</summary>
    public void ChangePassword(string passwordHash)
    {
        Rehash(passwordHash);
        PasswordVersion++;
    }

    /// <summary>Stores a hash of the same password with other parameters.</summary>
    public void Rehash(string passwordHash)
    {
        if (Status is MemberStatus.Withdrawn)
        {
            throw new InvalidOperationException("A withdrawn member has no password.");
        }

        PasswordHash = passwordHash;
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

    /// <summary>Replaces the e-mail address; null removes it.</summary>
    public void ChangeEmail(byte[]? emailEncrypted)
    {
        if (Status is MemberStatus.Withdrawn)
        {
            throw new InvalidOperationException("A withdrawn member has no e-mail address.");
        }

        EmailEncrypted = emailEncrypted;
    }
}

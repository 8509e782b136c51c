// A member is a person with an account. Withdrawal goes through CLOSING, so that an order that is being placed is
// counted: ACTIVE → CLOSING → WITHDRAWN, or back to ACTIVE if there are open orders. The schema allows only these
// transitions.
namespace Shop.Account.Members;

/// <summary>The status of a member.</summary>
public enum MemberStatus
{
    Active,
    Closing,
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

    public DateTimeOffset? ClosingSince { get; private set; }

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

    /// <summary>Cancels the withdrawal, because there are open orders.</summary>
    public void Reopen()
    {
        Require(MemberStatus.Closing);
        (Status, ClosingSince) = (MemberStatus.Active, null);
    }

    /// <summary>Erases the person's data. The id stays, for the orders that the law requires to be kept.</summary>
    public void Withdraw(DateTimeOffset now)
    {
        Require(MemberStatus.Closing);
        (Status, ClosingSince, WithdrawnAt) = (MemberStatus.Withdrawn, null, now);
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

    private void Require(MemberStatus status)
    {
        if (Status != status)
        {
            throw new InvalidOperationException($"The member is {Status}, but must be {status}.");
        }
    }
}

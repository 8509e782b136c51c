// A member is a person who joined. Withdrawal goes through CLOSING, so that an order that is just being placed is seen:
// ACTIVE → CLOSING → WITHDRAWN, or back to ACTIVE when there are open orders. The schema keeps the same moves.
namespace Shop.Account.Members;

/// <summary>Where a membership stands.</summary>
public enum MemberStatus
{
    Active,
    Closing,
    Withdrawn,
}

/// <summary>A person who joined. What is personal is encrypted (<see cref="PersonalData"/>) or hashed.</summary>
public sealed class Member
{
    private Member()
    {
    }

    public Guid Id { get; private set; }

    public MemberStatus Status { get; private set; }

    public string? LoginId { get; private set; }

    public string? PasswordHash { get; private set; }

    /// <summary>Grows with each new password; device tokens of an earlier version are invalid.</summary>
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

    /// <summary>Stores the same password at another strength.</summary>
    public void Rehash(string passwordHash)
    {
        if (Status is MemberStatus.Withdrawn)
        {
            throw new InvalidOperationException("A withdrawn member has no password.");
        }

        PasswordHash = passwordHash;
    }

    /// <summary>Open orders keep the account.</summary>
    public void Reopen()
    {
        Require(MemberStatus.Closing);
        (Status, ClosingSince) = (MemberStatus.Active, null);
    }

    /// <summary>Forgets the person; the id stays, for the orders that the law keeps.</summary>
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
            throw new InvalidOperationException($"A member who is {Status} cannot do this; only {status}.");
        }
    }
}

namespace Shop.Account.Identities;

/// <summary>
/// The person of an accepted verification. A class, not a record, because the ToString of a record prints its values
/// and these must not be logged.
/// </summary>
public sealed class VerifiedPerson(string verificationId, string name, DateOnly birthDate, string ci)
{
    public string VerificationId => verificationId;

    public string Name => name;

    public DateOnly BirthDate => birthDate;

    /// <summary>Kept in memory for the current request only; <see cref="CiHasher"/> makes the stored form.</summary>
    public string Ci => ci;
}

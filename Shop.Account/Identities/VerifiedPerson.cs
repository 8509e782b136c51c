namespace Shop.Account.Identities;

/// <summary>
/// The person behind a verification that counts. A class, not a record: a record prints itself, and this must not
/// reach a log.
/// </summary>
public sealed class VerifiedPerson(string verificationId, string name, DateOnly birthDate, string ci)
{
    public string VerificationId => verificationId;

    public string Name => name;

    public DateOnly BirthDate => birthDate;

    /// <summary>Held only as long as the act that asked; what is stored is <see cref="HashedCis"/>.</summary>
    public string Ci => ci;
}

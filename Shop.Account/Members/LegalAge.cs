namespace Shop.Account.Members;

/// <summary>The ages that the law knows, by the date in Seoul.</summary>
public static class LegalAge
{
    private const int AdultYears = 19;
    private const int ConsentYears = 14;

    // Seoul has been nine hours ahead of UTC, without summer time, since 1988, so no time zone data is needed.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    /// <summary>
    /// True if age-restricted goods may be sold to the person (Youth Protection Act, article 2). The law counts
    /// calendar years: an adult is a person who turns 19 in the current year or earlier.
    /// </summary>
    public static bool IsReached(DateOnly birthDate, DateTimeOffset now) =>
        now.ToOffset(Seoul).Year - birthDate.Year >= AdultYears;

    /// <summary>
    /// True if personal data may be collected only with a guardian's consent: before the 14th birthday (Personal
    /// Information Protection Act, article 22-2).
    /// </summary>
    public static bool NeedsGuardian(DateOnly birthDate, DateTimeOffset now) =>
        DateOnly.FromDateTime(now.ToOffset(Seoul).Date) < birthDate.AddYears(ConsentYears);
}

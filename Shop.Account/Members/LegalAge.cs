namespace Shop.Account.Members;

/// <summary>
/// The legal age for age-restricted goods. The law counts calendar years: an adult is a person who turns 19 in the
/// current year or earlier.
/// </summary>
public static class LegalAge
{
    private const int Years = 19;

    // Seoul has been nine hours ahead of UTC, without summer time, since 1988, so no time zone data is needed.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    public static bool IsReached(DateOnly birthDate, DateTimeOffset now) =>
        now.ToOffset(Seoul).Year - birthDate.Year >= Years;
}

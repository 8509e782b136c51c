namespace Shop.Account.Members;

/// <summary>Korean law for goods kept from the young counts calendar years: adult from 1 January of the year of the 19th.</summary>
public static class Adulthood
{
    private const int Years = 19;

    // Seoul has kept nine hours ahead of UTC, without summer time, since 1988; no time zone data is needed to know it.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    public static bool IsReached(DateOnly birthDate, DateTimeOffset now) =>
        now.ToOffset(Seoul).Year - birthDate.Year >= Years;
}

namespace Shop.Account.Members;

/// <summary>
/// The law that keeps some goods from the young counts calendar years: adult is who turns 19 in this one.
/// </summary>
public static class Adulthood
{
    private const int Years = 19;

    // Seoul has kept nine hours ahead of UTC, without summer time, since 1988; no time zone data is needed to know it.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    public static bool IsReached(DateOnly birthDate, DateTimeOffset now) =>
        now.ToOffset(Seoul).Year - birthDate.Year >= Years;
}

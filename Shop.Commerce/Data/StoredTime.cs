namespace Shop.Commerce.Data;

internal static class StoredTime
{
    /// <summary>
    /// The time as PostgreSQL stores it. A reply with a time that was just recorded then equals every later reply.
    /// </summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset time) =>
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}

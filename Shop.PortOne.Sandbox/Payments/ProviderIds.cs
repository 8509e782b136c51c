namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Ids that the provider assigns: opaque and ordered by time.</summary>
public static class ProviderIds
{
    /// <summary>A new id.</summary>
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString();
}

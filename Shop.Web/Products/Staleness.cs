namespace Shop.Web.Products;

/// <summary>
/// Whether the current page shows cached catalogue data because Commerce is unavailable. One per request or circuit;
/// <see cref="CatalogueCache"/> marks it.
/// </summary>
public sealed class Staleness
{
    /// <summary>Raised when the page becomes stale, so that its notice can appear while the page renders.</summary>
    public event Action? Changed;

    public bool IsStale { get; private set; }

    public void Mark()
    {
        IsStale = true;
        Changed?.Invoke();
    }
}

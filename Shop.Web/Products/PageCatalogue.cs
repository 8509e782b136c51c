namespace Shop.Web.Products;

/// <summary>
/// The catalogue as the current page shows it: its version, and whether all that the page shows is of that version.
/// <see cref="CatalogueCache"/> reads and marks it. One per request or circuit; interactive components do not read the
/// catalogue.
/// </summary>
public sealed class PageCatalogue(CatalogueVersion versions)
{
    private Task<string?>? _version;

    /// <summary>Raised when the page becomes stale, so that its notice can appear while the page renders.</summary>
    public event Action? BecameStale;

    /// <summary>False if the page shows something of an earlier version, or lacks a part that Commerce did not send.</summary>
    public bool IsCurrent { get; set; } = true;

    /// <summary>True if this concerns products, about which the page shows a notice.</summary>
    public bool IsStale { get; private set; }

    /// <summary>The version at the first call; null if Commerce is unavailable.</summary>
    public Task<string?> GetVersionAsync() => _version ??= versions.ReadAsync();

    public void MarkStale()
    {
        (IsCurrent, IsStale) = (false, true);
        BecameStale?.Invoke();
    }
}

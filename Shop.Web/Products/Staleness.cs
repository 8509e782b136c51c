namespace Shop.Web.Products;

/// <summary>Whether the current page shows catalogue data that may be stale.</summary>
public sealed class Staleness
{
    public event Action? Changed;

    public bool IsStale { get; private set; }

    public void Mark()
    {
        IsStale = true;
        Changed?.Invoke();
    }
}

namespace Shop.Web.Products;

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

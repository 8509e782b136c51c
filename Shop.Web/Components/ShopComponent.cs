using Microsoft.AspNetCore.Components;

namespace Shop.Web.Components;

/// <summary>The base of the shop's pages and components.</summary>
public abstract class ShopComponent : ComponentBase
{
    [Inject] protected Texts Text { get; set; } = null!;

    /// <summary>The request for which a page is rendered; null in a component that has become interactive.</summary>
    [CascadingParameter] protected HttpContext HttpContext { get; set; } = null!;

    /// <summary>Cancelled when the browser gives up the request.</summary>
    protected CancellationToken Aborted => HttpContext.RequestAborted;
}

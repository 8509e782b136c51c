// The checkout page: shows the cart or one product with a form for the address, and places the order. The form contains
// what the shopper saw, so that Commerce refuses an order whose prices or lines have changed.
using Microsoft.AspNetCore.Components;
using Shop.Web.Components.Forms;

namespace Shop.Web.Components.Checkout;

public sealed partial class CheckoutPage
{
    private FormErrors _errors = null!;
    private ShownCart _cart = ShownCart.Empty;
    private Guid _key;
    private string? _orderedAlready;
    private IReadOnlyList<OrderLineRequest>? _boughtAtOnce;
    private bool _isThere = true;
    private bool _nothingIsLeft;

    /// <summary>A product to buy without the cart.</summary>
    [SupplyParameterFromQuery(Name = "productId")] private string? ProductId { get; set; }
    [SupplyParameterFromQuery(Name = "quantity")] private string? Quantity { get; set; }
    [SupplyParameterFromForm(Name = "")] private CheckoutForm Form { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        _errors = new(
            new("recipient", Text.Recipient), new("phone", Text.Phone), new("postalCode", Text.PostalCode),
            new("address1", Text.Address1), new("address2", Text.Address2), new("email", Text.Email));
        if (ProductId is not null)
        {
            if (!int.TryParse(ProductId, out var id) || !int.TryParse(Quantity ?? "1", out var pieces)
                || id < 1 || pieces is < 1 or > Limits.QuantityPerLine)
            {
                _isThere = false; // The shop's pages never link here.
                Navigation.NotFound();
                return;
            }

            _boughtAtOnce = [new(id, pieces)];
        }

        // A submitted form contains the version and total that the shopper saw, so the cart is not read again.
        if (HttpMethods.IsPost(HttpContext.Request.Method))
        {
            _key = Form.IdempotencyKey ?? Guid.NewGuid();
            _cart = new([], Form.ExpectedTotalWon ?? 0, Form.CartVersion);
            return;
        }

        _key = Guid.NewGuid();
        if ((CheckoutDraft.Find(HttpContext) ?? RememberedAddress.Find(HttpContext)) is { } known)
        {
            Form.Fill(known);
        }

        if (string.IsNullOrEmpty(Form.Email))
        {
            // The account's address. If Account does not answer in time, the field stays empty.
            var me = await Shopper.AskAsync(
                token => Account.GetMeAsync(token, PageTimeouts.Optional, Aborted), Aborted);
            Form.Email = me.Value?.Email;
        }

        await ShowAsync();
        if (_cart.Lines.Count == 0)
        {
            Navigation.NavigateTo("/cart");
        }
        else if (!_cart.CanBeOrdered && await FindPendingOrderAsync() is { } pending)
        {
            Navigation.NavigateTo($"/orders/{pending.OrderId}/pay"); // The shopper's own order holds the stock.
        }
    }

    private IReadOnlyList<OrderLineRequest> LinesToOrder =>
        [.. _cart.Lines.Select(line => new OrderLineRequest(line.ProductId, line.Quantity))];

    private async Task<PendingOrderItem?> FindPendingOrderAsync() =>
        (await Commerce.GetPendingOrdersAsync(Aborted)).FirstOrDefault(order => order.IsOf(LinesToOrder));

    private Task SubmitAsync() =>
        int.TryParse(Form.Remove, out var productId) ? RemoveAsync(productId) : PlaceOrderAsync();

    private async Task RemoveAsync(int productId)
    {
        var error = (await Commerce.RemoveCartLineAsync(productId, Aborted)).Error?.ThrowIfSignedOut();
        _errors.Problem = error is null ? null : Text.MessageFor(error);
        _key = Guid.NewGuid(); // The cart has changed, so the next submission is a new order.
        await ShowAsync();
        if (_cart.Lines.Count == 0)
        {
            Navigation.NavigateTo("/cart");
        }
    }

    private async Task PlaceOrderAsync()
    {
        if (Form.ExpectedTotalWon is { } total && !Windows.CanPay(total))
        {
            await ShowAsync(); // The payment methods state the smallest amount.
            return;
        }

        var shipping = Form.ToShipping();
        if (Windows.EmailError(Form.Method, shipping.Email ?? "", Text) is { } emailError)
        {
            // The e-mail address breaks a rule of the payment company, so Commerce is not called. The required fields,
            // which Commerce would check, are checked here.
            _errors.Validate(Form, Text.IsNeeded);
            _errors.Add("email", emailError);
            await ShowAsync();
            _nothingIsLeft = _cart.Lines.Count == 0;
            return;
        }

        var order = new OrderRequest(shipping, _boughtAtOnce, Form.CartVersion, Form.ExpectedTotalWon);
        var answer = await Commerce.PlaceOrderAsync(order, _key, Aborted);
        if (answer.Value is { } placed)
        {
            RememberedAddress.Keep(HttpContext, shipping);
            CheckoutDraft.Forget(HttpContext);
            var method = Windows.Choose(Form.Method).Id;
            Navigation.NavigateTo($"/orders/{placed.OrderId}/pay?method={method}&open={_key:N}");
            return;
        }

        if (answer.Error!.IsUnavailable)
        {
            // The outcome is unknown. The page keeps the submitted values and the idempotency key without reading the
            // cart again, so that the next submission cannot create a second order.
            _errors.Problem = Text.OrderUnanswered;
            return;
        }

        await ShowAsync();
        _nothingIsLeft = _cart.Lines.Count == 0; // Another tab has ordered or emptied the cart.
        ShowError(answer.Error);
    }

    // Reads the cart again, or the product that is bought without it.
    private async Task ShowAsync() =>
        _cart = _boughtAtOnce is { } lines
            ? await ShowCart.QuoteAsync(HttpContext, lines, Aborted)
            : await ShowCart.RunAsync(HttpContext, Aborted);

    private void ShowError(ApiError error)
    {
        _key = Guid.NewGuid(); // Commerce has rejected the order, so the next submission is a new one.
        _orderedAlready = error.Text("orderId");
        if (error.Errors.Any())
        {
            _errors.Validate(Form, Text.IsNeeded);
        }

        if (_errors.AddFrom(error, Text.InvalidField))
        {
            return;
        }

        // Commerce has checked the age with Account, even if Account did not answer this page in time.
        _cart = _cart with { IsOfMinor = _cart.IsOfMinor || error.Code == ProblemCodes.AdultsOnly };
        _errors.Problem = error.ThrowIfSignedOut() switch
        {
            { Code: ProblemCodes.PriceChanged } => Text.PriceChanged(_cart.TotalWon),
            { Code: ProblemCodes.OutOfStock } when _cart.Lines.FirstOrDefault(line => !line.Available) is { } line =>
                Text.OutOfStock(line.Name, line.Stock),
            { Code: ProblemCodes.AdultsOnly } when _boughtAtOnce is null && _cart.Forbidden.Any() =>
                AdultsOnlyRefused,
            _ => Text.MessageFor(error),
        };
    }

    // Also shown above the form, because on a phone the lines are below it.
    private string? WhyNotOrderable => (_cart.CanBeOrdered, _cart.Forbidden.Any(), _boughtAtOnce is null) switch
    {
        (true, _, _) => null,
        (_, true, true) => AdultsOnlyRefused,
        (_, true, false) => Text.AdultsOnlyForbidden,
        (_, false, true) => Text.CartHasUnavailable,
        (_, false, false) => null, // The single line shows the reason.
    };

    private string AdultsOnlyRefused =>
        Text.AdultsOnlyRefused(string.Join(", ", _cart.Forbidden.Select(line => line.Name)));
}

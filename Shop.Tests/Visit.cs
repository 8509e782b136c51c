// What a shopper does in the browser, step by step, and what the console said meanwhile: a shop whose pages log errors is
// broken even when it looks right.
using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Shop.Tests;

/// <summary>One shopper's visit: a profile with a first page; disposing it closes the profile.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();

    public Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        context.WebError += (_, error) => _errors.Enqueue(error.Error);
    }

    public IPage Page { get; }

    /// <summary>What any page of this visit wrote to the console as an error.</summary>
    public IReadOnlyCollection<string> ConsoleErrors => _errors;

    /// <summary>Another tab of the same profile.</summary>
    public Task<IPage> NewTabAsync() => _context.NewPageAsync();

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    /// <summary>Signs in on the page, as somebody who has an account.</summary>
    public async Task SignsInAsync(Shopper shopper)
    {
        await Page.GotoAsync("/sign-in");
        await Page.FillAsync("[name=loginId]", shopper.LoginId);
        await Page.FillAsync("[name=password]", Shopper.Password);
        await Page.ClickAsync("main form button[type=submit]");
        await Page.WaitForURLAsync(address => new Uri(address).AbsolutePath == "/");
    }

    /// <summary>Puts a product into the cart from its page.</summary>
    public async Task PutsIntoCartAsync(Product product, int quantity = 1)
    {
        await Page.GotoAsync($"/products/{product.Id}");
        await Page.FillAsync("[name=quantity]", $"{quantity}");
        await Page.ClickAsync("form.buy button:not([name=buyNow])");
        await Page.WaitForSelectorAsync("main [role=status] a[href='/cart']");
    }

    /// <summary>Goes from the cart to the checkout page and fills in the address.</summary>
    public async Task FillsInCheckoutAsync()
    {
        await Page.GotoAsync("/checkout");
        await Page.FillAsync("[name=recipient]", Shopper.Home.Recipient);
        await Page.FillAsync("[name=phone]", Shopper.Home.Phone);
        await Page.FillAsync("[name=postalCode]", Shopper.Home.PostalCode);
        await Page.FillAsync("[name=address1]", Shopper.Home.Address1);
    }

    /// <summary>Presses "pay" on the checkout page; PortOne's window opens.</summary>
    public async Task<IFrameLocator> OpensWindowAsync()
    {
        await Page.ClickAsync("form[method=post] .summary button[type=submit]");
        await Page.WaitForURLAsync(address => address.Contains("/pay", StringComparison.Ordinal));
        var window = Page.FrameLocator("iframe");
        await window.Locator("#pay").WaitForAsync();
        return window;
    }

    /// <summary>Buys one piece of a product, from the sign-in to the page that says "paid".</summary>
    public async Task BuysAsync(Shopper shopper, Product product)
    {
        await SignsInAsync(shopper);
        await PutsIntoCartAsync(product);
        await FillsInCheckoutAsync();
        var window = await OpensWindowAsync();
        await window.Locator("#pay").ClickAsync();
        await Page.WaitForSelectorAsync("[data-outcome=Paid]");
    }
}

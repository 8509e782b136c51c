// A visit records the browser's console errors: a page that logs errors is broken even if it looks right.
using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Shop.Testing;

/// <summary>A browser profile with a first page; disposing closes the profile.</summary>
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

    /// <summary>Fails if a page of this visit has logged an error, and lists the errors.</summary>
    public void AssertNoConsoleErrors() => Assert.True(_errors.IsEmpty, string.Join('\n', _errors));

    /// <summary>Another tab of the same profile.</summary>
    public Task<IPage> NewTabAsync() => _context.NewPageAsync();

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

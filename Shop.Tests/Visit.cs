// A visit remembers what the console said: a shop whose pages log errors is broken even when it looks right.
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
}

// The side door, for those who are not the merchant's server: the payment window in the shopper's browser, and whoever
// controls the sandbox. The same JSON, but no credential and no faults.
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Answers the window and the control interface.</summary>
public sealed class LocalDoor(Bank bank)
{
    public async Task<IResult> WorkAsync<TRequest>(HttpContext http, Func<Books, TRequest, Reply> work)
        where TRequest : class
    {
        if (await RequestBody.ReadAsync(http.Request) is not { } body)
        {
            return Refusals.Invalid("The body is too large.");
        }

        return RequestBody.Parse<TRequest>(body, out var problem) is { } request
            ? bank.Write(books => work(books, request))
            : Refusals.Invalid(problem!);
    }
}

// The control interface reads and answers JSON as the provider does, without credential and without faults: it is the
// hand of whoever plays with the sandbox.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Control;

/// <summary>Answers the control interface.</summary>
public sealed class ControlDoor(Bank bank)
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

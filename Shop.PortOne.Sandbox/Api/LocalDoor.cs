// The endpoint for callers other than the merchant's server: the payment window in the shopper's browser and the
// control interface. It has the same JSON format, but no authentication and no fault injection.
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Handles requests of the window and of the control interface.</summary>
public sealed class LocalDoor(SandboxStore store)
{
    public async Task<IResult> WorkAsync<TRequest>(HttpContext http, Func<SandboxState, TRequest, Reply> work)
        where TRequest : class
    {
        if (await RequestBody.ReadAsync(http.Request) is not { } body)
        {
            return Refusals.Invalid("The body is too large.");
        }

        return RequestBody.Parse<TRequest>(body, out var problem) is { } request
            ? store.Write(state => work(state, request))
            : Refusals.Invalid(problem!);
    }
}

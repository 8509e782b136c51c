// The control interface, which tests and demonstrations use. It needs no credential, so requests from web pages are
// refused: any page in a developer's browser could otherwise send a simple POST to it.
using Microsoft.Net.Http.Headers;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Control;

/// <summary>The endpoints that the real provider does not have.</summary>
public static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var sandbox = routes.MapGroup("/sandbox").AddEndpointFilter(RefusePagesAsync);

        sandbox.MapPost("/identity-verifications", (
            HttpContext http, LocalDoor door, ControlIdentityVerification control) =>
            door.WorkAsync<ControlVerification>(http, control.Run));

        sandbox.MapPost("/payments/{id}/pay", Payment<ControlOrder>(control => control.Pay));
        sandbox.MapPost("/payments/{id}/fail", Payment<ControlOrder>(control => control.Fail));
        sandbox.MapPost("/payments/{id}/close", Payment<ControlOrder>(control => control.Close));
        sandbox.MapPost("/payments/{id}/pend", Payment<ControlOrder>(control => control.Pend));
        sandbox.MapPost(
            "/payments/{id}/issue-virtual-account", Payment<ControlOrder>(control => control.IssueAccount));
        sandbox.MapPost("/payments/{id}/cancel", Payment<ControlCancel>(control => control.Cancel));
        sandbox.MapPost("/payments/{id}/capture-again", Payment<ControlNothing>(control => control.CaptureAgain));
        sandbox.MapPost("/payments/{id}/dispute", (
            HttpContext http, string id, LocalDoor door, ControlDispute control) =>
            door.WorkAsync<DisputeRequest>(http, (state, request) => control.Open(state, id, request)));
        sandbox.MapPost("/payments/{id}/resolve-dispute", (
            HttpContext http, string id, LocalDoor door, ControlDispute control) =>
            door.WorkAsync<DisputeRequest>(http, (state, request) => control.Resolve(state, id, request)));
        sandbox.MapPost("/payments/{id}/webhook", Payment<ControlWebhook>(control => control.Announce));
        sandbox.MapPost("/payments/{id}/cancellations/{cancellationId}/settle", (
            HttpContext http, string id, string cancellationId, LocalDoor door, ControlPayment control) =>
            door.WorkAsync<ControlSettle>(
                http, (state, request) => control.Settle(state, id, cancellationId, request)));

        sandbox.MapGet("/ledger", (SandboxStore store) => store.Read(Ledger));
        sandbox.MapGet("/faults", (SandboxStore store) => Reply.Ok(store.Read(state => Shown(state.Faults))));
        sandbox.MapPut("/faults", (HttpContext http, LocalDoor door) =>
            door.WorkAsync<FaultSettings>(http, (state, faults) => SetFaults(state, faults)));
        sandbox.MapPost("/reset", (SandboxStore store) =>
        {
            store.Reset();
            return Reply.Ok(new { });
        });
    }

    // Browsers send an Origin header with every POST and PUT; other clients send none. The header is not compared with
    // the request's host: no page of the sandbox calls these endpoints, and with DNS rebinding a foreign page's origin
    // would match.
    private static ValueTask<object?> RefusePagesAsync(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.Request.Headers.ContainsKey(HeaderNames.Origin)
            ? ValueTask.FromResult<object?>(Refusals.NotForPages)
            : next(call);

    private static Func<HttpContext, string, LocalDoor, ControlPayment, Task<IResult>> Payment<TRequest>(
        Func<ControlPayment, Func<SandboxState, string, TRequest, Reply>> act) where TRequest : class =>
        (http, id, door, control) =>
            door.WorkAsync<TRequest>(http, (state, request) => act(control)(state, id, request));

    private static Reply Ledger(SandboxState state) => Reply.Ok(new
    {
        Items = state.Ledger.All.OrderBy(entry => entry.Number).Select(entry => new
        {
            Kind = entry.Type == LedgerEntryType.Paid ? "CAPTURE" : "CANCEL",
            entry.PaymentId,
            entry.TransactionId,
            entry.CancellationId,
            entry.Amount,
            entry.Currency,
            entry.Reason,
            entry.At,
        }),
    });

    private static Reply SetFaults(SandboxState state, FaultSettings faults)
    {
        if (faults.Problem() is { } problem)
        {
            return Refusals.Invalid(problem);
        }

        state.FaultSettings.Put(faults);
        FaultInjector.Restart(state);
        return Reply.Ok(Shown(faults));
    }

    private static FaultSettings Shown(FaultSettings faults) => faults with { Webhooks = faults.OfWebhooks };
}

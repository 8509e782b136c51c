// The provider's API for identity verifications. They have no webhooks: the merchant retrieves the result.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>The endpoints for identity verifications.</summary>
public static class IdentityVerificationEndpoints
{
    public static void MapIdentityVerifications(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/identity-verifications", (HttpContext http, ApiEndpoint door, ListIdentityVerifications list) =>
            door.AskAsync<VerificationPageRequest>(http, list.Run));

        routes.MapGet("/identity-verifications/{id}", (HttpContext http, string id, ApiEndpoint door) =>
            door.AskAsync<StoreRequest>(http, (state, _) => Get(state, id)));

        routes.MapPost("/identity-verifications/{id}/send", (
            HttpContext http, string id, ApiEndpoint door, SendIdentityVerification send) =>
            door.WorkAsync<SendRequest>(http, (state, request) => send.Send(state, id, request)));

        routes.MapPost("/identity-verifications/{id}/confirm", (
            HttpContext http, string id, ApiEndpoint door, SendIdentityVerification send) =>
            door.WorkAsync<ConfirmOtpRequest>(http, (state, request) => send.Confirm(state, id, request)));

        routes.MapPost("/identity-verifications/{id}/resend", (
            HttpContext http, string id, ApiEndpoint door, SendIdentityVerification send) =>
            door.WorkAsync<StoreRequest>(http, (state, _) => send.Resend(state, id)));
    }

    private static Reply Get(SandboxState state, string id) =>
        state.IdentityVerifications.Find(id) is { } verification
            ? Reply.Ok(IdentityVerificationView.Of(verification))
            : Refusals.IdentityVerificationNotFound;
}

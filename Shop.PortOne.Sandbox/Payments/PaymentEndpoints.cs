// The provider's API for payments, as far as a shop uses it.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>The endpoints for payments.</summary>
public static class PaymentEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/payments", (HttpContext http, ApiEndpoint door, ListPayments list) =>
            door.AskAsync<PaymentPageRequest>(http, list.Page));

        routes.MapGet("/payments-by-cursor", (HttpContext http, ApiEndpoint door, ListPayments list) =>
            door.AskAsync<CursorRequest>(http, list.ByCursor));

        routes.MapGet("/payment-events-by-cursor", (HttpContext http, ApiEndpoint door, ListPayments list) =>
            door.AskAsync<CursorRequest>(http, list.EventsByCursor));

        routes.MapGet("/payments/{paymentId}", (HttpContext http, string paymentId, ApiEndpoint door) =>
            door.AskAsync<StoreRequest>(http, (state, _) => Get(state, paymentId)));

        routes.MapGet("/payments/{paymentId}/transactions", (HttpContext http, string paymentId, ApiEndpoint door) =>
            door.AskAsync<StoreRequest>(http, (state, _) => Attempts(state, paymentId)));

        routes.MapPost("/payments/{paymentId}/pre-register", (
            HttpContext http, string paymentId, ApiEndpoint door, PreRegisterPayment preRegister) =>
            door.WorkAsync<PreRegisterRequest>(http, (state, request) => preRegister.Run(state, paymentId, request)));

        routes.MapPost("/payments/{paymentId}/cancel", (
            HttpContext http, string paymentId, ApiEndpoint door, CancelPayment cancel) =>
            door.WorkAsync<CancelRequest>(http, (state, request) => cancel.Run(state, paymentId, request)));

        routes.MapPost("/payments/{paymentId}/confirm", (HttpContext http, string paymentId, ApiEndpoint door) =>
            door.WorkAsync<ConfirmRequest>(http, (state, _) => Confirm(state, paymentId)));

        routes.MapPost("/payments/{paymentId}/virtual-account/close", (
            HttpContext http, string paymentId, ApiEndpoint door, CloseVirtualAccount close) =>
            door.WorkAsync<StoreRequest>(http, (state, _) => close.Run(state, paymentId)));

        routes.MapPost("/payments/{paymentId}/resend-webhook", (
            HttpContext http, string paymentId, ApiEndpoint door, ResendWebhook resend) =>
            door.WorkAsync<ResendWebhookRequest>(http, request => resend.RunAsync(paymentId, request)));
    }

    // Finds the payment of any store, so that tests can check that the shop verifies the store itself.
    private static Reply Get(SandboxState state, string paymentId) =>
        state.Payments.Find(paymentId) is { } payment
            ? Reply.Ok(PaymentView.Of(state, payment))
            : Refusals.PaymentNotFound;

    private static Reply Attempts(SandboxState state, string paymentId) =>
        state.Payments.Find(paymentId) is { } payment
            ? Reply.Ok(new
            {
                Items = payment.Attempts.Select(attempt => PaymentView.OfAttempt(state, payment, attempt)),
            })
            : Refusals.PaymentNotFound;

    // Manual approval is a property of a channel. The sandbox's channels do not have it, so no token is valid.
    private static Reply Confirm(SandboxState state, string paymentId) => state.Payments.Find(paymentId) switch
    {
        null => Refusals.PaymentNotFound,
        { WasCaptured: true } => Refusals.AlreadyPaid,
        _ => Refusals.InvalidPaymentToken,
    };
}

/// <summary>Confirms a payment of a channel with manual approval.</summary>
public sealed record ConfirmRequest(string PaymentToken, string? StoreId = null) : IStoreRequest;

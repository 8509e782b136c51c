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
            door.AskAsync<StoreRequest>(http, (books, _) => Get(books, paymentId)));

        routes.MapGet("/payments/{paymentId}/transactions", (HttpContext http, string paymentId, ApiEndpoint door) =>
            door.AskAsync<StoreRequest>(http, (books, _) => Attempts(books, paymentId)));

        routes.MapPost("/payments/{paymentId}/pre-register", (
            HttpContext http, string paymentId, ApiEndpoint door, PreRegisterPayment preRegister) =>
            door.WorkAsync<PreRegisterRequest>(http, (books, request) => preRegister.Run(books, paymentId, request)));

        routes.MapPost("/payments/{paymentId}/cancel", (
            HttpContext http, string paymentId, ApiEndpoint door, CancelPayment cancel) =>
            door.WorkAsync<CancelRequest>(http, (books, request) => cancel.Run(books, paymentId, request)));

        routes.MapPost("/payments/{paymentId}/confirm", (HttpContext http, string paymentId, ApiEndpoint door) =>
            door.WorkAsync<ConfirmRequest>(http, (books, _) => Confirm(books, paymentId)));

        routes.MapPost("/payments/{paymentId}/virtual-account/close", (
            HttpContext http, string paymentId, ApiEndpoint door, CloseVirtualAccount close) =>
            door.WorkAsync<StoreRequest>(http, (books, _) => close.Run(books, paymentId)));

        routes.MapPost("/payments/{paymentId}/resend-webhook", (
            HttpContext http, string paymentId, ApiEndpoint door, ResendWebhook resend) =>
            door.WorkAsync<ResendWebhookRequest>(http, request => resend.RunAsync(paymentId, request)));
    }

    // Finds the payment of any store, so that tests can check that the shop verifies the store itself.
    private static Reply Get(SandboxState books, string paymentId) =>
        books.Payments.Find(paymentId) is { } payment
            ? Reply.Ok(PaymentView.Of(books, payment))
            : Refusals.PaymentNotFound;

    private static Reply Attempts(SandboxState books, string paymentId) =>
        books.Payments.Find(paymentId) is { } payment
            ? Reply.Ok(new
            {
                Items = payment.Attempts.Select(attempt => PaymentView.OfAttempt(books, payment, attempt)),
            })
            : Refusals.PaymentNotFound;

    // Manual approval is a property of a channel. The sandbox's channels do not have it, so no token is valid.
    private static Reply Confirm(SandboxState books, string paymentId) => books.Payments.Find(paymentId) switch
    {
        null => Refusals.PaymentNotFound,
        { WasCaptured: true } => Refusals.AlreadyPaid,
        _ => Refusals.InvalidPaymentToken,
    };
}

/// <summary>Confirms a payment of a channel with manual approval.</summary>
public sealed record ConfirmRequest(string PaymentToken, string? StoreId = null) : IStoreRequest;

using Microsoft.AspNetCore.Http.HttpResults;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Commerce.Orders.Placing;

/// <summary>Maps the reasons why an order was not placed to problem details.</summary>
internal static class OrderProblems
{
    public static ProblemHttpResult Of(PlaceOrderOutcome outcome) => outcome switch
    {
        PlaceOrderOutcome.AlreadyOrdered(var orderId) => Problems.Of(
            Status409Conflict, ProblemCodes.CartAlreadyOrdered, "This was already ordered. See the existing order.",
            (ProblemExtensions.OrderId, orderId)),
        PlaceOrderOutcome.AwaitsPayment(var orderId, null) => Problems.Of(
            Status409Conflict, ProblemCodes.OrderAwaitsPayment,
            "An order of the same products to another address waits for payment. Pay or cancel it first.",
            (ProblemExtensions.OrderId, orderId)),
        PlaceOrderOutcome.AwaitsPayment(var orderId, { } totalWon) => Problems.Of(
            Status409Conflict, ProblemCodes.OrderAwaitsPayment,
            $"An order of the same products at {totalWon} won waits for payment. Pay or cancel it first.",
            (ProblemExtensions.OrderId, orderId), (ProblemExtensions.TotalWon, totalWon)),
        PlaceOrderOutcome.KeyReused => Problems.Of(
            Status422UnprocessableEntity, ProblemCodes.IdempotencyKeyReused,
            "This Idempotency-Key was used for a different order. Send a new key."),
        PlaceOrderOutcome.EmptyCart => Problems.Of(
            Status422UnprocessableEntity, ProblemCodes.EmptyCart, "There are no lines to order. Add a product first."),
        PlaceOrderOutcome.UnknownCart => Problems.Invalid("cartVersion", "The shopper has no cart of this version."),
        PlaceOrderOutcome.UnknownProduct(var line) => Problems.Invalid(
            $"lines[{line}].productId", "The shop has no such product."),
        PlaceOrderOutcome.AdultsOnly(var productId) => Problems.Of(
            Status403Forbidden, ProblemCodes.AdultsOnly, "This product is sold to adults only.",
            (ProblemExtensions.ProductId, productId)),
        PlaceOrderOutcome.OutOfStock(var productId, var name, var quantity, var left) => Problems.Of(
            Status409Conflict, ProblemCodes.OutOfStock, $"{name}: {quantity} requested, {left} in stock.",
            (ProblemExtensions.ProductId, productId), (ProblemExtensions.Quantity, quantity),
            (ProblemExtensions.Left, left)),
        PlaceOrderOutcome.PriceChanged(var totalWon) => Problems.Of(
            Status409Conflict, ProblemCodes.PriceChanged,
            $"The total is now {totalWon} won. Confirm it and order again.", (ProblemExtensions.TotalWon, totalWon)),
        PlaceOrderOutcome.NoAccount => Problems.Of(
            Status401Unauthorized, SharedProblemCodes.Unauthorized, "This account is no longer open."),
        PlaceOrderOutcome.TryAgain => Problems.Of(
            Status503ServiceUnavailable, SharedProblemCodes.Unavailable,
            "Nothing was ordered. Try again in a moment."),
        PlaceOrderOutcome.CommitUnknown => Problems.Of(
            Status503ServiceUnavailable, SharedProblemCodes.Unavailable,
            "We could not confirm that the order was placed. Check your orders or repeat the request with the same "
            + "Idempotency-Key."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}

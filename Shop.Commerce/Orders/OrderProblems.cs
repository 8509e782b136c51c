using Microsoft.AspNetCore.Http.HttpResults;
using Shop.ServiceDefaults;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Commerce.Orders;

/// <summary>Why an order was not placed, as a caller and a person can read it.</summary>
internal static class OrderProblems
{
    public static ProblemHttpResult Of(PlaceOrderOutcome outcome) => outcome switch
    {
        PlaceOrderOutcome.AlreadyOrdered(var orderId) => Problems.Of(
            Status409Conflict, ProblemCodes.CartAlreadyOrdered, "This has been ordered already.", ("orderId", orderId)),
        PlaceOrderOutcome.AwaitsPayment(var orderId, null) => Problems.Of(
            Status409Conflict, ProblemCodes.OrderAwaitsPayment,
            "An order of the same products to another address waits for its payment. Pay or cancel it first.",
            ("orderId", orderId)),
        PlaceOrderOutcome.AwaitsPayment(var orderId, { } totalWon) => Problems.Of(
            Status409Conflict, ProblemCodes.OrderAwaitsPayment,
            $"An order of the same products at {totalWon} won waits for its payment. Pay or cancel it first.",
            ("orderId", orderId), ("totalWon", totalWon)),
        PlaceOrderOutcome.KeyReused => Problems.Of(
            Status422UnprocessableEntity, ProblemCodes.IdempotencyKeyReused,
            "This key came with another order before."),
        PlaceOrderOutcome.EmptyCart => Problems.Of(
            Status422UnprocessableEntity, ProblemCodes.EmptyCart, "There is nothing to order."),
        PlaceOrderOutcome.UnknownCart => Problems.Invalid("cartVersion", "There is no such cart."),
        PlaceOrderOutcome.UnknownProduct(var line) => Problems.Invalid(
            $"lines[{line}].productId", "The shop has no such product."),
        PlaceOrderOutcome.AdultsOnly(var productId) => Problems.Of(
            Status403Forbidden, ProblemCodes.AdultsOnly, "This is sold to adults only.", ("productId", productId)),
        PlaceOrderOutcome.OutOfStock(var productId, var name, var quantity, var left) => Problems.Of(
            Status409Conflict, ProblemCodes.OutOfStock, $"{name}: {quantity} wanted, {left} left.",
            ("productId", productId), ("quantity", quantity), ("left", left)),
        PlaceOrderOutcome.PriceChanged(var totalWon) => Problems.Of(
            Status409Conflict, ProblemCodes.PriceChanged, $"The total is {totalWon} won now.", ("totalWon", totalWon)),
        PlaceOrderOutcome.NoAccount => Problems.Of(
            Status401Unauthorized, SharedProblemCodes.Unauthorized, "This account is no longer open."),
        PlaceOrderOutcome.TryAgain => Problems.Of(
            Status503ServiceUnavailable, SharedProblemCodes.Unavailable,
            "Please try again in a moment. Nothing was ordered."),
        PlaceOrderOutcome.MayStand => Problems.Of(
            Status503ServiceUnavailable, SharedProblemCodes.Unavailable,
            "It cannot be seen whether this was ordered. Please look at your orders, or send the same again."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}

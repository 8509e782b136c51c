// Answers a request that repeats an order instead of placing a second one: the same Idempotency-Key, the same cart, or
// the content of an order that waits for payment. PlaceOrder calls it first, after it lost a race, and after a commit
// whose result is unknown.
using Shop.Commerce.Orders.Addresses;

namespace Shop.Commerce.Orders.Placing;

/// <summary>Answers a request with the order that exists already.</summary>
public sealed class RepeatOrder(
    FindExistingOrder find, ContinueOrder continueOrder, PortOneClient portOne, CompletePayment complete,
    ShippingEncryption shipping, MoneySettings settings)
{
    /// <summary>
    /// The existing orders, and the outcome if the request repeats one of them or cannot be ordered at all.
    /// </summary>
    public async Task<(ExistingOrders Existing, PlaceOrderOutcome? Repeated)> RunAsync(
        OrderRequest request, string? idempotencyKey, Guid? cartVersion, CurrentShopper me, CancellationToken ct)
    {
        var existing = await find.RunAsync(me, idempotencyKey, cartVersion, request.Lines, ct);
        return (existing, await FindRepeatedAsync(existing, request, idempotencyKey, me, ct));
    }

    private async Task<PlaceOrderOutcome?> FindRepeatedAsync(
        ExistingOrders existing, OrderRequest request, string? idempotencyKey, CurrentShopper me, CancellationToken ct)
    {
        if (existing.SameKey is { } sameKey)
        {
            return shipping.HashOf(request).AsSpan().SequenceEqual(existing.BodyHash)
                ? await RepeatAsync(sameKey, me, ct)
                : new PlaceOrderOutcome.KeyReused();
        }

        if (request.Lines is not null)
        {
            if (request.Lines.Count == 0)
            {
                return new PlaceOrderOutcome.EmptyCart();
            }

            return existing.Pending is { } waiting ? await ContinueAsync(waiting, null) : null;
        }

        if (existing.SameCart is { } sameCart)
        {
            var goesElsewhere = sameCart.Shipping is null
                || !shipping.Decrypt(sameCart.Id, sameCart.Shipping).IsSamePlaceAs(request.Shipping);
            return goesElsewhere || sameCart.Status is not (OrderStatus.Pending or OrderStatus.Ready)
                ? new PlaceOrderOutcome.AlreadyOrdered(sameCart.Id)
                : await ContinueAsync(sameCart, null);
        }

        if (existing.RequestedCart is null)
        {
            return new PlaceOrderOutcome.EmptyCart();
        }

        if (existing.RequestedCart != existing.CurrentCart)
        {
            return new PlaceOrderOutcome.UnknownCart();
        }

        return existing.Pending is { } pending ? await ContinueAsync(pending, existing.CurrentCart) : null;

        async Task<PlaceOrderOutcome> ContinueAsync(ExistingOrder order, Guid? cart) =>
            await continueOrder.RunAsync(order, request, idempotencyKey, cart, me.Id, ct)
                ?? await RepeatAsync(order, me, ct);
    }

    /// <summary>
    /// Answers with an existing order. A pending order is pre-registered again; if PortOne answers that it is already
    /// paid, its payment is completed first. An order that has ended cannot be paid.
    /// </summary>
    private async Task<PlaceOrderOutcome> RepeatAsync(ExistingOrder order, CurrentShopper me, CancellationToken ct)
    {
        if (order.Status is OrderStatus.Expired or OrderStatus.Cancelled)
        {
            return new PlaceOrderOutcome.AlreadyOrdered(order.Id);
        }

        if (order.Status == OrderStatus.Pending
            && await portOne.PreRegisterAsync(order.PaymentKey, order.TotalWon, settings.PreRegisterTimeout, ct)
                == PreRegistration.AlreadyPaid)
        {
            await complete.RunAsync(order.PaymentKey, Source.Shopper, me.Id, ct);
        }

        return new PlaceOrderOutcome.Repeated(order.Reply);
    }
}

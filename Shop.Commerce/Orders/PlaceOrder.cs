// Places an order once, however often the request is repeated. A repeat is looked up first; of two concurrent requests
// the second finds the order of the first, by the cart's lock or by a unique key. Then Account is asked, and one
// transaction reads the prices, reserves the stock and writes the order with its payment and the jobs that check and
// expire it (ReserveStock.cs). There is no network call inside that transaction. It locks the shopper's row, so that a
// shopper who withdraws meanwhile either has this order, and cannot withdraw, or has withdrawn, and cannot order.
using Npgsql;
using Shop.Commerce.Ledger;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Orders;

/// <summary>Places an order.</summary>
public sealed class PlaceOrder(
    FindExistingOrder findExisting, AccountClient account, ReserveStock reserve, ContinueOrder continueOrder,
    PortOneClient portOne, CompletePayment complete, ShippingEncryption shipping, MoneyMetrics metrics,
    ILogger<PlaceOrder> logger)
{
    private const int Tries = 3;
    private static readonly TimeSpan PreRegisterWithin = TimeSpan.FromSeconds(3);

    public async Task<PlaceOrderOutcome> RunAsync(
        OrderRequest request, string? idempotencyKey, CurrentShopper me, CancellationToken ct)
    {
        var existing = await findExisting.RunAsync(me, idempotencyKey, request.CartVersion, request.Lines, ct);
        if (await FindAnswerAsync(existing, request, idempotencyKey, me, ct) is { } known)
        {
            return known;
        }

        var buyer = await account.RunAsync(me.Id, ct);
        switch (buyer)
        {
            case BuyerCheck.NoSuchAccount:
                return new PlaceOrderOutcome.NoAccount();
            case BuyerCheck.Unavailable:
                // Another tab may have placed the order meanwhile; returning it does not need Account.
                existing = await findExisting.RunAsync(me, idempotencyKey, request.CartVersion, request.Lines, ct);
                return await FindAnswerAsync(existing, request, idempotencyKey, me, ct)
                    ?? new PlaceOrderOutcome.TryAgain();
            case BuyerCheck.Adult or BuyerCheck.Minor:
                break;
            default:
                throw new InvalidOperationException($"Unknown answer {buyer}.");
        }

        var isAdult = buyer == BuyerCheck.Adult;
        for (var i = 0; i < Tries; i++)
        {
            var draft = new OrderDraft(request, idempotencyKey, me.Id, existing.RequestedCart, isAdult);
            var outcome = await reserve.RunAsync(draft, ct);
            switch (outcome)
            {
                case PlaceOrderOutcome.Placed placed:
                    return await PreRegisterAsync(placed, ct);
                case PlaceOrderOutcome.CommitUnknown:
                    return await FindAfterLostCommitAsync(request, idempotencyKey, existing.RequestedCart, me, ct);
                case null or PlaceOrderOutcome.OutOfStock or PlaceOrderOutcome.PriceChanged:
                    break;
                case { } refused:
                    return refused;
            }

            // A concurrent request was faster, with this cart or key, or with the last stock. It may be this same
            // order, sent twice: then the shopper's own order has reserved the stock, and it is the answer.
            existing = await findExisting.RunAsync(me, idempotencyKey, request.CartVersion, request.Lines, ct);
            var found = await FindAnswerAsync(existing, request, idempotencyKey, me, ct);
            if (outcome is not null)
            {
                return found is not null && existing.HasOrder ? found : outcome;
            }

            if (found is not null)
            {
                return found;
            }
        }

        return new PlaceOrderOutcome.TryAgain();
    }

    /// <summary>
    /// The result of the commit is unknown. If the order is found, it was committed; if not, the commit may still be in
    /// progress.
    /// </summary>
    private async Task<PlaceOrderOutcome> FindAfterLostCommitAsync(
        OrderRequest request, string? idempotencyKey, Guid? cart, CurrentShopper me, CancellationToken ct)
    {
        try
        {
            var now = await findExisting.RunAsync(
                me, idempotencyKey, request.Lines is null ? cart : null, request.Lines, ct);
            return await FindAnswerAsync(now, request, idempotencyKey, me, ct) ?? new PlaceOrderOutcome.CommitUnknown();
        }
        catch (NpgsqlException error)
        {
            logger.LogWarning(error, "The database is unavailable; it is unknown whether the order was committed");
            return new PlaceOrderOutcome.CommitUnknown();
        }
    }

    /// <summary>The answer if the request repeats an order or cannot be ordered at all; otherwise null.</summary>
    private async Task<PlaceOrderOutcome?> FindAnswerAsync(
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
            return request.Lines.Count == 0 ? new PlaceOrderOutcome.EmptyCart()
                : existing.Pending is { } waiting ? await ContinueAsync(waiting, null)
                : null;
        }

        if (existing.SameCart is { } sameCart)
        {
            var goesElsewhere = sameCart.Shipping is null
                || !shipping.Decrypt(sameCart.Id, sameCart.Shipping).IsSamePlaceAs(request.Shipping);
            return goesElsewhere || sameCart.Status is not (OrderStatus.Pending or OrderStatus.Ready)
                ? new PlaceOrderOutcome.AlreadyOrdered(sameCart.Id)
                : await ContinueAsync(sameCart, null);
        }

        return existing.RequestedCart is null ? new PlaceOrderOutcome.EmptyCart()
            : existing.RequestedCart != existing.CurrentCart ? new PlaceOrderOutcome.UnknownCart()
            : existing.Pending is { } pending ? await ContinueAsync(pending, existing.CurrentCart)
            : null;

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
            && await portOne.PreRegisterAsync(order.PaymentKey, order.TotalWon, PreRegisterWithin, ct)
                == PreRegistration.AlreadyPaid)
        {
            await complete.RunAsync(order.PaymentKey, Source.Shopper, me.Id, ct);
        }

        return new PlaceOrderOutcome.Repeated(order.Reply);
    }

    private async Task<PlaceOrderOutcome> PreRegisterAsync(PlaceOrderOutcome.Placed placed, CancellationToken ct)
    {
        var order = placed.Order;
        metrics.Placed();
        logger.LogInformation("Order {OrderId} placed with payment {PaymentKey}", order.OrderId, order.PaymentKey);
        await portOne.PreRegisterAsync(order.PaymentKey, order.AmountWon, PreRegisterWithin, ct);
        return placed;
    }
}

// An order is placed once, however often it is sent: a repeat is looked up first, and of two that come at the same
// moment the second finds the first, by the cart's lock or by a unique key. Then Account is asked, and one transaction
// reads the prices, takes the pieces and writes the order with its payment (TakeFromShelf.cs). Nothing waits for the
// network inside it.
// The schema refuses an order that commits more than 8 s after Account was asked: an account that is closing counts on
// that.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Orders;

/// <summary>Places an order.</summary>
public sealed class PlaceOrder(
    CommerceDb db, FindOrderedBefore findBefore, AskAccount askAccount, TakeFromShelf shelf, PortOneClient portOne,
    SealedShipping shipping, TimeProvider clock, MoneyMetrics metrics, ILogger<PlaceOrder> logger)
{
    private const int Tries = 3;
    private static readonly TimeSpan CommitWithin = TimeSpan.FromSeconds(7); // A second before the schema refuses.
    private static readonly TimeSpan PreRegisterWithin = TimeSpan.FromSeconds(3);

    public async Task<PlaceOrderOutcome> RunAsync(
        OrderRequest request, string? idempotencyKey, CurrentShopper me, CancellationToken ct)
    {
        var before = await findBefore.RunAsync(me, idempotencyKey, request.CartVersion, request.Lines, ct);
        if (await AnswerFromAsync(before, request, idempotencyKey, me, ct) is { } known)
        {
            return known;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(CommitWithin);
        var asked = before.Now;
        var account = await askAccount.RunAsync(me.Id, ct);
        switch (account)
        {
            case AccountAnswer.NoSuchAccount or AccountAnswer.Closing:
                return new PlaceOrderOutcome.NoAccount();
            case AccountAnswer.Away:
                // Another tab may have placed it while this one waited; a repeat needs nobody's word.
                before = await findBefore.RunAsync(me, idempotencyKey, request.CartVersion, request.Lines, ct);
                return await AnswerFromAsync(before, request, idempotencyKey, me, ct)
                    ?? new PlaceOrderOutcome.TryAgain();
            case AccountAnswer.Adult or AccountAnswer.Minor:
                break;
            default:
                throw new InvalidOperationException($"Unknown answer {account}.");
        }

        var isAdult = account == AccountAnswer.Adult;
        for (var i = 0; i < Tries; i++)
        {
            var wanted = new WantedOrder(request, idempotencyKey, me.Id, before.WantedCart, isAdult, asked);
            switch (await shelf.RunAsync(wanted, deadline.Token, ct))
            {
                case PlaceOrderOutcome.Placed placed:
                    return await PinAsync(placed, ct);
                case PlaceOrderOutcome.MayStand:
                    return await SeeWhatStandsAsync(request, idempotencyKey, before.WantedCart, me, ct);
                case { } refused:
                    return refused;
            }

            // Somebody was faster, with this cart or this key or with the last pieces: what stands now decides.
            before = await findBefore.RunAsync(me, idempotencyKey, request.CartVersion, request.Lines, ct);
            if (await AnswerFromAsync(before, request, idempotencyKey, me, ct) is { } faster)
            {
                return faster;
            }
        }

        return new PlaceOrderOutcome.TryAgain();
    }

    /// <summary>
    /// The answer to the commit was lost. An order that is seen stands; one that is not seen may still be on its way.
    /// </summary>
    private async Task<PlaceOrderOutcome> SeeWhatStandsAsync(
        OrderRequest request, string? idempotencyKey, Guid? cart, CurrentShopper me, CancellationToken ct)
    {
        try
        {
            var now = await findBefore.RunAsync(
                me, idempotencyKey, request.Lines is null ? cart : null, request.Lines, ct);
            return await AnswerFromAsync(now, request, idempotencyKey, me, ct) ?? new PlaceOrderOutcome.MayStand();
        }
        catch (NpgsqlException error)
        {
            logger.LogWarning(error, "The database cannot be asked what stands");
            return new PlaceOrderOutcome.MayStand();
        }
    }

    /// <summary>The answer when what is asked for has been ordered before, or cannot be ordered at all.</summary>
    private async Task<PlaceOrderOutcome?> AnswerFromAsync(
        OrderedBefore before, OrderRequest request, string? idempotencyKey, CurrentShopper me, CancellationToken ct)
    {
        if (before.SameKey is { } sameKey)
        {
            return shipping.HashOf(request).AsSpan().SequenceEqual(before.BodyHash)
                ? await RepeatAsync(sameKey, ct)
                : new PlaceOrderOutcome.KeyReused();
        }

        if (request.Lines is not null)
        {
            return request.Lines.Count == 0 ? new PlaceOrderOutcome.EmptyCart()
                : before.Waiting is { } waiting ? await ContinueAsync(waiting, request, idempotencyKey, me, ct)
                : null;
        }

        if (before.SameCart is { } sameCart)
        {
            var goesElsewhere = sameCart.Shipping is null
                || !shipping.Open(sameCart.Id, sameCart.Shipping).IsSamePlaceAs(request.Shipping);
            if (goesElsewhere || sameCart.Status is not (OrderStatus.Pending or OrderStatus.Ready))
            {
                return new PlaceOrderOutcome.AlreadyOrdered(sameCart.Id);
            }

            await RememberAsync(request, idempotencyKey, me.Id, sameCart.Id, ct);
            return await RepeatAsync(sameCart, ct);
        }

        if (before.Waiting is { } continued && before.WantedCart == before.CurrentCart)
        {
            var outcome = await ContinueAsync(continued, request, idempotencyKey, me, ct);
            if (outcome is PlaceOrderOutcome.Repeated)
            {
                await EmptyCartAsync(before.CurrentCart, me.Id, ct);
            }

            return outcome;
        }

        return before.WantedCart is null ? new PlaceOrderOutcome.EmptyCart()
            : before.WantedCart != before.CurrentCart ? new PlaceOrderOutcome.UnknownCart()
            : null;
    }

    /// <summary>
    /// The shopper orders again what already waits for its payment: it is paid under its own key. To another address it
    /// is neither sent nor ordered twice; the shopper decides.
    /// </summary>
    private async Task<PlaceOrderOutcome> ContinueAsync(
        StandingOrder waiting, OrderRequest request, string? idempotencyKey, CurrentShopper me, CancellationToken ct)
    {
        if (waiting.Shipping is not { } encrypted
            || !shipping.Open(waiting.Id, encrypted).IsSamePlaceAs(request.Shipping))
        {
            return new PlaceOrderOutcome.AwaitsPayment(waiting.Id);
        }

        await RememberAsync(request, idempotencyKey, me.Id, waiting.Id, ct);
        return await RepeatAsync(waiting, ct);
    }

    // The cart's content is the waiting order now, as if it had been ordered from it. A cart that has changed stays.
    private Task<int> EmptyCartAsync(Guid version, Guid shopperId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"""
            with emptied as (
                update carts set version = gen_random_uuid(), updated_at = clock_timestamp()
                where shopper_id = {shopperId} and version = {version}
                returning shopper_id)
            delete from cart_lines l using emptied where l.shopper_id = emptied.shopper_id
            """, ct);

    /// <summary>
    /// An order that waits for its payment is pinned at PortOne again; one that has ended is never paid.
    /// </summary>
    private async Task<PlaceOrderOutcome> RepeatAsync(StandingOrder standing, CancellationToken ct)
    {
        if (standing.Status is OrderStatus.Expired or OrderStatus.Cancelled)
        {
            return new PlaceOrderOutcome.AlreadyOrdered(standing.Id);
        }

        if (standing.Status == OrderStatus.Pending)
        {
            await portOne.PreRegisterAsync(standing.PaymentKey, standing.TotalWon, PreRegisterWithin, ct);
        }

        return new PlaceOrderOutcome.Repeated(standing.Reply);
    }

    // The second tab's key names the same order from now on, even when the shopper has filled a new cart by then.
    private async Task RememberAsync(
        OrderRequest request, string? idempotencyKey, Guid shopperId, Guid orderId, CancellationToken ct)
    {
        if (idempotencyKey is not null)
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into order_requests (shopper_id, idempotency_key, body_hash, order_id, requested_at)
                values ({shopperId}, {idempotencyKey}, {shipping.HashOf(request)}, {orderId}, {clock.GetUtcNow()})
                on conflict on constraint one_order_per_idempotency_key do nothing
                """, ct);
        }
    }

    private async Task<PlaceOrderOutcome> PinAsync(PlaceOrderOutcome.Placed placed, CancellationToken ct)
    {
        var order = placed.Order;
        metrics.Placed();
        logger.LogInformation("Order {OrderId} placed with payment {PaymentKey}", order.OrderId, order.PaymentKey);
        await portOne.PreRegisterAsync(order.PaymentKey, order.AmountWon, PreRegisterWithin, ct);
        return placed;
    }
}

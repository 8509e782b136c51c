// What happens when an order is placed:
// 1. RepeatOrder looks up whether the request repeats an order: the same Idempotency-Key, the same cart, or the content
//    of an order that waits for payment. However often a request is repeated, it places one order.
// 2. AccountClient checks that the account exists and whether its owner is an adult.
// 3. One transaction without network calls locks the shopper and the cart, reads the prices, reserves the stock, and
//    writes the order, its payment with the jobs that check it and expire it after 15 minutes, and the Idempotency-Key;
//    it empties the cart. A shopper who withdraws meanwhile either has this order, and cannot withdraw, or has
//    withdrawn, and cannot order. Of two concurrent requests the second finds the order of the first, by the cart's
//    lock or by a unique key.
// 4. After the commit the payment is announced to PortOne (pre-registered).
using Microsoft.EntityFrameworkCore.Storage;
using Shop.Commerce.Orders.Addresses;

namespace Shop.Commerce.Orders.Placing;

/// <summary>A requested order.</summary>
public sealed record OrderDraft(
    OrderRequest Request, string? IdempotencyKey, Guid ShopperId, Guid? CartVersion, bool IsAdult);

/// <summary>Places an order.</summary>
public sealed class PlaceOrder(
    CommerceDb db, RepeatOrder repeat, AccountClient account, ReadRequestedLines readLines, PortOneClient portOne,
    ShippingEncryption shipping, MoneySettings settings, TimeProvider clock, MoneyMetrics metrics,
    ILogger<PlaceOrder> logger)
{
    private const int Tries = 3;

    /// <summary>
    /// Places the order, or finds the order that the request repeats. Expected failures are values. After
    /// <see cref="PlaceOrderOutcome.CommitUnknown"/> the order may exist; a repeat of the request finds it.
    /// </summary>
    public async Task<PlaceOrderOutcome> RunAsync(
        OrderRequest request, string? idempotencyKey, CurrentShopper me, CancellationToken ct)
    {
        var (existing, repeated) = await FindAsync();
        if (repeated is not null)
        {
            return repeated;
        }

        var buyer = await account.CheckBuyerAsync(me.Id, ct);
        switch (buyer)
        {
            case BuyerCheck.NoSuchAccount:
                return new PlaceOrderOutcome.NoAccount();
            case BuyerCheck.Unavailable:
                // Another tab may have placed the order meanwhile; returning it does not need Account.
                return (await FindAsync()).Repeated ?? new PlaceOrderOutcome.TryAgain();
            case BuyerCheck.Adult or BuyerCheck.Minor:
                break;
            default:
                throw new InvalidOperationException($"Unknown buyer check {buyer}.");
        }

        for (var i = 0; i < Tries; i++)
        {
            var draft = new OrderDraft(
                request, idempotencyKey, me.Id, existing.RequestedCart, IsAdult: buyer == BuyerCheck.Adult);
            var outcome = await TryAsync(draft, ct);
            switch (outcome)
            {
                case PlaceOrderOutcome.Placed placed:
                    return await PreRegisterAsync(placed, ct);
                case PlaceOrderOutcome.CommitUnknown:
                    return await FindAfterLostCommitAsync(draft, me, ct);
                case null or PlaceOrderOutcome.OutOfStock or PlaceOrderOutcome.PriceChanged:
                    break;
                case { } rejected:
                    return rejected;
            }

            // A concurrent request was faster, with this cart or key, or with the last stock. It may be this same
            // order, sent twice: then the shopper's own order has reserved the stock, and it is the answer.
            (existing, repeated) = await FindAsync();
            if (repeated is not null && (outcome is null || existing.HasOrder))
            {
                return repeated;
            }

            if (outcome is not null)
            {
                return outcome;
            }
        }

        return new PlaceOrderOutcome.TryAgain();

        Task<(ExistingOrders Existing, PlaceOrderOutcome? Repeated)> FindAsync() =>
            repeat.RunAsync(request, idempotencyKey, request.CartVersion, me, ct);
    }

    /// <summary>
    /// The transaction, in three round trips: begin and read, write, commit. Returns null if a concurrent request was
    /// faster and nothing was written.
    /// </summary>
    private async Task<PlaceOrderOutcome?> TryAsync(OrderDraft draft, CancellationToken ct)
    {
        // Encrypted before any lock is taken: the key may have to be loaded over another connection.
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var encrypted = shipping.Encrypt(id, draft.Request.Shipping);
        var bodyHash = shipping.HashOf(draft.Request);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var found = await readLines.RunAsync(draft, ct);
            if (found is null)
            {
                return new PlaceOrderOutcome.NoAccount();
            }

            if (found.IsAnotherCart)
            {
                return null;
            }

            if (found.Validate(draft) is { } problem)
            {
                return problem;
            }

            var order = Order.Place(
                id, draft.ShopperId, draft.Request.Lines is null ? draft.CartVersion : null, found.OrderLines,
                encrypted, now);
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            var reservation = ReserveStock.AddTo(batch, order);
            InsertOrder.AddTo(batch, order, draft.IdempotencyKey, bodyHash);
            await batch.ExecuteNonQueryAsync(ct);
            return reservation.HasSucceeded ? await CommitAsync(transaction, order) : null;
        }
        catch (PostgresException error) when (
            error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            return null;
        }
    }

    /// <summary>
    /// A commit is not cancelled when the shopper disconnects: a cancelled commit may still succeed.
    /// </summary>
    private async Task<PlaceOrderOutcome> CommitAsync(IDbContextTransaction transaction, Order order)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException error) when (!IsRolledBack(error))
        {
            logger.LogError(error, "It is unknown whether order {OrderId} was committed", order.Id);
            return new PlaceOrderOutcome.CommitUnknown();
        }

        return new PlaceOrderOutcome.Placed(new(
            order.Id, order.Payment.Key, OrderName.InKorean(order.Lines[0].NameKo, order.Lines.Count), order.TotalWon));
    }

    // The server reports that it did not commit. A server that is shutting down (57P) does not report that.
    private static bool IsRolledBack(NpgsqlException error) =>
        error is PostgresException { SqlState: var state } && !state.StartsWith("57P", StringComparison.Ordinal);

    // If the order is found, it was committed; if not, the commit may still be in progress.
    private async Task<PlaceOrderOutcome> FindAfterLostCommitAsync(
        OrderDraft draft, CurrentShopper me, CancellationToken ct)
    {
        try
        {
            var cart = draft.Request.Lines is null ? draft.CartVersion : null;
            return (await repeat.RunAsync(draft.Request, draft.IdempotencyKey, cart, me, ct)).Repeated
                ?? new PlaceOrderOutcome.CommitUnknown();
        }
        catch (NpgsqlException error)
        {
            logger.LogWarning(error, "The database is unavailable; it is unknown whether the order was committed");
            return new PlaceOrderOutcome.CommitUnknown();
        }
    }

    private async Task<PlaceOrderOutcome> PreRegisterAsync(PlaceOrderOutcome.Placed placed, CancellationToken ct)
    {
        var order = placed.Order;
        metrics.Placed();
        logger.LogInformation("Order {OrderId} placed with payment {PaymentKey}", order.OrderId, order.PaymentKey);
        await portOne.PreRegisterAsync(order.PaymentKey, order.AmountWon, settings.PreRegisterTimeout, ct);
        return placed;
    }
}

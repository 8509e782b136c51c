// A shopper orders the content of a pending order again: from a second tab, another device, or after going back from
// the payment page. PlaceOrder then answers with the pending order instead of a second one. This act records that
// answer: the Idempotency-Key, the cart version and a corrected e-mail address, in one transaction under the order's
// lock.
using Shop.Commerce.Orders.Addresses;

namespace Shop.Commerce.Orders.Placing;

/// <summary>Continues an existing order when its products are ordered again.</summary>
public sealed class ContinueOrder(CommerceDb db, ShippingEncryption shipping, TimeProvider clock)
{
    /// <summary>
    /// Returns null if the order answers the request; otherwise the reason for the refusal, and nothing is written.
    /// Empties the cart of <paramref name="cartVersion"/>, which is null for given lines and for a cart that already
    /// became this order.
    /// </summary>
    public async Task<PlaceOrderOutcome?> RunAsync(
        ExistingOrder order, OrderRequest request, string? idempotencyKey, Guid? cartVersion, Guid shopperId,
        CancellationToken ct)
    {
        // The payment window opens at once, so the amount must be the one that the shopper agreed to.
        if (request.ExpectedTotalWon is { } expected && expected != order.TotalWon)
        {
            return order.Status == OrderStatus.Pending
                ? new PlaceOrderOutcome.AwaitsPayment(order.Id, order.TotalWon)
                : new PlaceOrderOutcome.AlreadyOrdered(order.Id);
        }

        if (order.Shipping is not { } encrypted
            || shipping.Decrypt(order.Id, encrypted) is var known && !known.IsSamePlaceAs(request.Shipping))
        {
            return new PlaceOrderOutcome.AwaitsPayment(order.Id, TotalWon: null);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var status = await db.Database
            .SqlQuery<string>($"select status as \"Value\" from orders where id = {order.Id} for update")
            .SingleAsync(ct);
        if (status != order.Status.ToUpperSnake())
        {
            return new PlaceOrderOutcome.TryAgain(); // Paid, expired or cancelled since it was read.
        }

        // The address is the same, so only the e-mail address can differ. A request without one keeps the known one.
        if (order.Status == OrderStatus.Pending && request.Shipping.Email is { } email && email != known.Email)
        {
            var corrected = shipping.Encrypt(order.Id, request.Shipping);
            await db.Database.ExecuteSqlAsync(
                $"update orders set shipping = {corrected} where id = {order.Id}", ct);
        }

        await RecordAsync(order.Id, request, idempotencyKey, cartVersion, shopperId, ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    private async Task RecordAsync(
        Guid orderId, OrderRequest request, string? idempotencyKey, Guid? cartVersion, Guid shopperId,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (idempotencyKey is not null)
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into order_requests (shopper_id, idempotency_key, body_hash, order_id, requested_at)
                values ({shopperId}, {idempotencyKey}, {shipping.HashOf(request)}, {orderId}, {now})
                on conflict on constraint one_order_per_idempotency_key do nothing
                """, ct);
        }

        // A cart that has changed meanwhile is not emptied.
        if (cartVersion is { } version && await db.Database.ExecuteSqlAsync($"""
            update carts set version = {Guid.NewGuid()}, updated_at = {now}
            where shopper_id = {shopperId} and version = {version}
            """, ct) == 1)
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into continued_carts (shopper_id, cart_version, order_id, continued_at)
                values ({shopperId}, {version}, {orderId}, {now})
                """, ct);
            await db.Database.ExecuteSqlAsync($"delete from cart_lines where shopper_id = {shopperId}", ct);
        }
    }
}

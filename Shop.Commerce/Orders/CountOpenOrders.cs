using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Payments;
using Shop.Commerce.Shoppers;
using Shop.Contracts.Commerce.V1;

namespace Shop.Commerce.Orders;

/// <summary>
/// Account calls this before it withdraws a shopper: how many orders of the shopper are open or have an unfinished
/// refund.
/// </summary>
public sealed class CountOpenOrders(CommerceDb db, WithdrawalSettings settings)
    : Contracts.Commerce.V1.Orders.OrdersBase
{
    private static readonly OrderStatus[] Open = [OrderStatus.Pending, OrderStatus.Ready, OrderStatus.Shipped];
    private static readonly RefundStatus[] OnItsWay =
        [RefundStatus.Unsent, RefundStatus.Unknown, RefundStatus.Requested];

    public override async Task<OpenOrders> GetOpenOrders(GetOpenOrdersRequest request, ServerCallContext context)
    {
        if (!Guid.TryParse(request.AccountId, out var shopperId))
        {
            throw new RpcException(new(StatusCode.InvalidArgument, "account_id is not a UUID."));
        }

        var count = await db.Orders.CountAsync(
            order => order.ShopperId == shopperId
                && (Open.Contains(order.Status)
                    || order.Payment.Status == PaymentStatus.RefundDue
                    || order.Payment.Refunds.Any(refund => OnItsWay.Contains(refund.Status))),
            context.CancellationToken);
        if (count == 0)
        {
            // With a count of 0 Account may withdraw the shopper. The shopper is recorded before the reply, so that no
            // withdrawal is missed.
            await NoteLeavingAsync(shopperId, context.CancellationToken);
        }

        return new() { Count = count };
    }

    private Task<int> NoteLeavingAsync(Guid shopperId, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into leaving_shoppers (shopper_id, told_at, ask_at)
        values ({shopperId}, clock_timestamp(), clock_timestamp() + {settings.AskAfter})
        on conflict (shopper_id) do update set told_at = excluded.told_at, ask_at = excluded.ask_at
        """, ct);
}

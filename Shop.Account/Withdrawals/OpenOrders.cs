using Grpc.Core;
using Shop.Commerce.V1;
using Shop.ServiceDefaults;

namespace Shop.Account.Withdrawals;

/// <summary>The one question that Account asks Commerce.</summary>
public sealed class OpenOrders(Orders.OrdersClient commerce, TimeProvider clock, ILogger<OpenOrders> logger)
{
    /// <summary>How many orders of this shopper are open; null when Commerce cannot be asked.</summary>
    public async Task<int?> CountAsync(Guid accountId, CancellationToken ct)
    {
        try
        {
            var request = new GetOpenOrdersRequest { AccountId = accountId.ToString() };
            var deadline = clock.GetUtcNow().UtcDateTime + Resilience.RpcTimeout;
            return (await commerce.GetOpenOrdersAsync(request, deadline: deadline, cancellationToken: ct)).Count;
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("Commerce cannot be asked about open orders: {Status}", error.StatusCode);
            return null;
        }
    }
}

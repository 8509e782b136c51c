using Grpc.Core;
using Shop.Contracts.Commerce.V1;
using Shop.ServiceDefaults;

namespace Shop.Account.Withdrawals;

/// <summary>Asks Commerce for the number of open orders.</summary>
public sealed class OpenOrders(Orders.OrdersClient commerce, TimeProvider clock, ILogger<OpenOrders> logger)
{
    /// <summary>The number of the shopper's open orders; null if Commerce is unavailable.</summary>
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
            logger.LogWarning("Commerce is unavailable, open orders cannot be counted: {Status}", error.StatusCode);
            return null;
        }
    }
}

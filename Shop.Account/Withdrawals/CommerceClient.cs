using Grpc.Core;
using Shop.Contracts.Commerce.V1;

namespace Shop.Account.Withdrawals;

public sealed class CommerceClient(Shoppers.ShoppersClient commerce, TimeProvider clock, ILogger<CommerceClient> logger)
{
    /// <summary>True if closed, false if open orders or refunds prevent it, null if Commerce is unavailable.</summary>
    public async Task<bool?> CloseShopperAsync(Guid accountId, CancellationToken ct)
    {
        try
        {
            var request = new CloseShopperRequest { AccountId = accountId.ToString() };
            var deadline = clock.GetUtcNow().UtcDateTime + Resilience.RpcTimeout;
            return (await commerce.CloseShopperAsync(request, deadline: deadline, cancellationToken: ct)).IsClosed;
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("Commerce is unavailable, the shopper cannot be closed: {Status}", error.StatusCode);
            return null;
        }
    }
}

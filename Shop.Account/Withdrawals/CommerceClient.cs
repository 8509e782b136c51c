using Grpc.Core;
using Shop.Contracts.Commerce.V1;

namespace Shop.Account.Withdrawals;

public enum CloseShopperResult
{
    Closed,

    /// <summary>Open orders or refunds prevent it.</summary>
    HasOpenOrders,

    /// <summary>Commerce did not answer, so it is unknown whether the shopper is closed.</summary>
    Unavailable,
}

public sealed class CommerceClient(Shoppers.ShoppersClient commerce, TimeProvider clock, ILogger<CommerceClient> logger)
{
    /// <summary>Closes the shopper, unless open orders or refunds prevent it. Idempotent.</summary>
    public async Task<CloseShopperResult> CloseShopperAsync(Guid accountId, CancellationToken ct)
    {
        try
        {
            var request = new CloseShopperRequest { AccountId = accountId.ToString() };
            var deadline = clock.GetUtcNow().UtcDateTime + Resilience.RpcTimeout;
            var reply = await commerce.CloseShopperAsync(request, deadline: deadline, cancellationToken: ct);
            return reply.IsClosed ? CloseShopperResult.Closed : CloseShopperResult.HasOpenOrders;
        }
        catch (RpcException error) when (ct.IsCancellationRequested)
        {
            // The shopper has disconnected. ASP.NET Core does not log this exception of an aborted request as a failure.
            throw new OperationCanceledException(error.Message, error, ct);
        }
        catch (RpcException error)
        {
            logger.LogWarning("Commerce is unavailable, the shopper cannot be closed: {Status}", error.StatusCode);
            return CloseShopperResult.Unavailable;
        }
    }
}

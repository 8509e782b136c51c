using Grpc.Core;
using Shop.Contracts.Account.V1;

namespace Shop.Commerce.Orders.Placing;

/// <summary>The result of asking Account about a shopper.</summary>
public enum BuyerCheck
{
    Adult,
    Minor,

    /// <summary>The account does not exist or was withdrawn. This is final.</summary>
    NoSuchAccount,

    /// <summary>Account is unavailable: the call failed or timed out.</summary>
    Unavailable,
}

/// <summary>
/// Asks Account whether a shopper exists and is an adult. Must not run inside a transaction, because it makes a network
/// call.
/// </summary>
public sealed class AccountClient(
    Accounts.AccountsClient accounts, TimeProvider clock, ILogger<AccountClient> logger)
{
    public async Task<BuyerCheck> CheckBuyerAsync(Guid shopperId, CancellationToken ct)
    {
        try
        {
            var buyer = await accounts.CheckBuyerAsync(
                new() { AccountId = shopperId.ToString() },
                deadline: clock.GetUtcNow().UtcDateTime + Resilience.RpcTimeout, cancellationToken: ct);
            return buyer.IsAdult ? BuyerCheck.Adult : BuyerCheck.Minor;
        }
        catch (RpcException error) when (ct.IsCancellationRequested)
        {
            // The shopper has disconnected. ASP.NET Core does not log this exception of an aborted request as a failure.
            throw new OperationCanceledException(error.Message, error, ct);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return BuyerCheck.NoSuchAccount;
        }
        catch (RpcException error)
        {
            logger.LogWarning("Account is unavailable: {Status} {Detail}", error.StatusCode, error.Status.Detail);
            return BuyerCheck.Unavailable;
        }
    }
}

using Grpc.Core;
using Shop.Account.V1;

namespace Shop.Commerce.Orders;

/// <summary>What Account says about who orders.</summary>
public enum AccountAnswer
{
    Adult,
    Minor,

    /// <summary>The account is closing or gone.</summary>
    NoSuchAccount,

    /// <summary>Account does not answer.</summary>
    Away,
}

/// <summary>Asks Account the one question that an order needs. Never inside a transaction.</summary>
public sealed class AskAccount(Accounts.AccountsClient accounts, ILogger<AskAccount> logger)
{
    public async Task<AccountAnswer> RunAsync(Guid shopperId, CancellationToken ct)
    {
        try
        {
            var info = await accounts.GetUserInfoAsync(
                new() { AccountId = shopperId.ToString() }, cancellationToken: ct);
            return info.Adult ? AccountAnswer.Adult : AccountAnswer.Minor;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return AccountAnswer.NoSuchAccount;
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("Account cannot be asked: {Status} {Detail}", error.StatusCode, error.Status.Detail);
            return AccountAnswer.Away;
        }
    }
}

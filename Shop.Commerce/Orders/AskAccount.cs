using Grpc.Core;
using Shop.Account.V1;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Orders;

/// <summary>What Account says about a shopper.</summary>
public enum AccountAnswer
{
    Adult,
    Minor,

    /// <summary>The account is on its way out; it may yet be reopened.</summary>
    Closing,

    /// <summary>The account is gone, for ever.</summary>
    NoSuchAccount,

    /// <summary>Account does not answer.</summary>
    Away,
}

/// <summary>Asks Account the one question: who is this shopper? Never inside a transaction.</summary>
public sealed class AskAccount(
    Accounts.AccountsClient accounts, TimeProvider clock, ILogger<AskAccount> logger)
{
    public async Task<AccountAnswer> RunAsync(Guid shopperId, CancellationToken ct)
    {
        try
        {
            var info = await accounts.GetUserInfoAsync(
                new() { AccountId = shopperId.ToString() },
                deadline: clock.GetUtcNow().UtcDateTime + Resilience.RpcTimeout, cancellationToken: ct);
            return info.Adult ? AccountAnswer.Adult : AccountAnswer.Minor;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return AccountAnswer.NoSuchAccount;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
        {
            return AccountAnswer.Closing;
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("Account cannot be asked: {Status} {Detail}", error.StatusCode, error.Status.Detail);
            return AccountAnswer.Away;
        }
    }
}

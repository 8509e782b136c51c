namespace Shop.Commerce.Shoppers;

/// <summary>How Commerce learns that a shopper has withdrawn (<c>Withdrawals:*</c>).</summary>
public sealed class WithdrawalSettings
{
    /// <summary>
    /// The delay between Account's call that counts open orders and Commerce's call that reads the account's status.
    /// Account decides in between.
    /// </summary>
    public TimeSpan AskAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two retries while Account is unavailable.</summary>
    public TimeSpan AskAgainWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the worker polls.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}

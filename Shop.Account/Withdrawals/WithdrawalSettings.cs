namespace Shop.Account.Withdrawals;

/// <summary>The timing of withdrawals (<c>Withdrawals:*</c>).</summary>
public sealed class WithdrawalSettings
{
    /// <summary>
    /// The delay between the status CLOSING and the call that counts open orders. Commerce commits an order at most 8 s
    /// after its call to Account, so after 10 s it knows every order.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The further delay after which the worker completes a withdrawal whose request has not.</summary>
    public TimeSpan LeftBehindAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the worker polls.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}

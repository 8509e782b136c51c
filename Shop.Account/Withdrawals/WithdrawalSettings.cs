namespace Shop.Account.Withdrawals;

/// <summary>How an account closes (<c>Withdrawals:*</c>).</summary>
public sealed class WithdrawalSettings
{
    /// <summary>
    /// From CLOSING to the question about open orders. Commerce commits no order later than 8 s after it has asked who
    /// the shopper is, so after 10 s it knows every order that could still come.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much later a closing account counts as left behind, and the worker takes over.</summary>
    public TimeSpan LeftBehindAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the worker looks.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}

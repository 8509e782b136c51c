namespace Shop.Commerce.Shoppers;

/// <summary>How the shop learns that a member has left (<c>Withdrawals:*</c>).</summary>
public sealed class WithdrawalSettings
{
    /// <summary>
    /// From Account's question, whether anything is open, to ours, what became of the member; Account decides in
    /// between.
    /// </summary>
    public TimeSpan AskAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it is put off at most, from one time to the next, while Account gives no answer.</summary>
    public TimeSpan AskAgainWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the worker looks.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}

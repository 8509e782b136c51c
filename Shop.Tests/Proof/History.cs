// Random histories of shoppers' acts, provider faults and kills of Commerce. A failing history is shrunk until no step
// can be removed.
using FsCheck;
using FsCheck.Fluent;

namespace Shop.Tests.Proof;

/// <summary>An act on one of the orders.</summary>
public enum Act
{
    Pays,
    PaysTooLittle,
    IsDeclined,
    Returns,
    Cancels,
    ReceivesWebhook,
    ReceivesForgedWebhook,
    IsSwept,
    Expires,
    ConsoleCancelsAll,
    ConsoleCancelsPart,
    IsChargedBack,
}

/// <summary>The behavior of PortOne from a step on.</summary>
public enum ProviderBehavior
{
    Normal,
    CallsFail,
    CallsHang,
    CancelsFailAfterCommit,
    CancelsHang,
    CancelsStayRequested,
    CancelsAreRefused,
    WebhooksAreLost,
    WebhooksAreFaulty,
}

/// <summary>A step, which runs concurrently with the previous one or after it has ended.</summary>
public abstract record Step(bool AtOnce)
{
    public sealed record OrderStep(int Order, Act Act, bool AtOnce) : Step(AtOnce);

    public sealed record ProviderChanges(ProviderBehavior ProviderBehavior) : Step(AtOnce: false);

    public sealed record CommerceIsKilled(bool AtOnce) : Step(AtOnce);
}

/// <summary>A sequence of steps.</summary>
public sealed record History(IReadOnlyList<Step> Steps)
{
    public const int Orders = 6;
    private const int Length = 30;

    /// <summary>Generates histories and shrinks failing ones.</summary>
    public static readonly Arbitrary<History> Any =
        Arb.From(OneStep().ListOf(Length).Select(steps => new History(steps)), history => history.Shrink());

    /// <summary>The rounds of concurrent steps.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> Rounds => Steps.Aggregate(
        new List<List<Step>>(),
        (rounds, step) =>
        {
            if (step.AtOnce && rounds is [.., var round] && round[^1] is not Step.ProviderChanges)
            {
                round.Add(step);
            }
            else
            {
                rounds.Add([step]);
            }

            return rounds;
        });

    public override string ToString() =>
        string.Join("\n", Rounds.Select(round => "  " + string.Join(" with ", round.Select(Describe))));

    private static string Describe(Step step) => step switch
    {
        Step.OrderStep(var order, var act, _) => $"order {order} {act}",
        Step.ProviderChanges(var behavior) => $"PortOne: {behavior}",
        Step.CommerceIsKilled => "Commerce is killed",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    private static Gen<bool> AtOnce => Gen.Elements(true, true, true, false);

    private static Gen<Step> OneStep() => Gen.Frequency(
        (40, Gen.Choose(0, Orders - 1).SelectMany(order => OneAct().SelectMany(act =>
            AtOnce.Select(Step (atOnce) => new Step.OrderStep(order, act, atOnce))))),
        (5, Gen.Elements(Enum.GetValues<ProviderBehavior>())
            .Select(Step (behavior) => new Step.ProviderChanges(behavior))),
        (1, AtOnce.Select(Step (atOnce) => new Step.CommerceIsKilled(atOnce))));

    // Acts that advance an order are more frequent.
    private static Gen<Act> OneAct() => Gen.Frequency(
        (5, Gen.Constant(Act.Pays)),
        (4, Gen.Constant(Act.Returns)),
        (2, Gen.Constant(Act.Cancels)),
        (8, Gen.Elements(Enum.GetValues<Act>())));

    private IEnumerable<History> Shrink()
    {
        for (var size = Steps.Count / 2; size > 0; size /= 2)
        {
            for (var from = 0; from < Steps.Count; from += size)
            {
                yield return new([.. Steps.Take(from), .. Steps.Skip(from + size)]);
            }
        }
    }
}

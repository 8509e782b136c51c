// What happens in a shop on a bad day, drawn at random: shoppers' acts, the provider's faults, and kills of Commerce. A
// history that fails is told again with less and less in it, until nothing can be left out.
using FsCheck;
using FsCheck.Fluent;

namespace Shop.Tests.Proof;

/// <summary>What happens to one of the orders.</summary>
public enum Act
{
    Pays,
    PaysTooLittle,
    IsDeclined,
    Returns,
    Cancels,
    IsReported,
    IsForged,
    IsSwept,
    Expires,
    ConsoleReturnsAll,
    ConsoleReturnsPart,
    IsChargedBack,
}

/// <summary>How PortOne behaves from now on.</summary>
public enum Weather
{
    Fine,
    CallsFail,
    CallsHang,
    CancelsFailAfterwards,
    CancelsHang,
    CancelsWait,
    CancelsAreRefused,
    WebhooksAreLost,
    WebhooksAreWild,
}

/// <summary>Something that happens, at the same moment as what comes before it or after that has ended.</summary>
public abstract record Step(bool AtOnce)
{
    public sealed record Happens(int Order, Act Act, bool AtOnce) : Step(AtOnce);

    public sealed record Turns(Weather Weather) : Step(AtOnce: false);

    public sealed record CommerceDies(bool AtOnce) : Step(AtOnce);
}

/// <summary>Steps in their order.</summary>
public sealed record History(IReadOnlyList<Step> Steps)
{
    public const int Orders = 6;
    private const int Length = 30;

    /// <summary>Draws histories, and makes failed ones smaller.</summary>
    public static readonly Arbitrary<History> Any =
        Arb.From(OneStep().ListOf(Length).Select(steps => new History(steps)), history => history.Smaller());

    /// <summary>The steps of each round begin at the same moment.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> Rounds => Steps.Aggregate(
        new List<List<Step>>(),
        (rounds, step) =>
        {
            if (step.AtOnce && rounds is [.., var round] && round[^1] is not Step.Turns)
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
        string.Join("\n", Rounds.Select(round => "  " + string.Join(" with ", round.Select(Told))));

    private static string Told(Step step) => step switch
    {
        Step.Happens(var order, var act, _) => $"order {order} {act}",
        Step.Turns(var weather) => $"PortOne: {weather}",
        Step.CommerceDies => "Commerce is killed",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    private static Gen<bool> AtOnce => Gen.Elements(true, true, true, false);

    private static Gen<Step> OneStep() => Gen.Frequency(
        (40, Gen.Choose(0, Orders - 1).SelectMany(order => OneAct().SelectMany(act =>
            AtOnce.Select(Step (atOnce) => new Step.Happens(order, act, atOnce))))),
        (5, Gen.Elements(Enum.GetValues<Weather>()).Select(Step (weather) => new Step.Turns(weather))),
        (1, AtOnce.Select(Step (atOnce) => new Step.CommerceDies(atOnce))));

    // What an order needs to get anywhere comes more often.
    private static Gen<Act> OneAct() => Gen.Frequency(
        (5, Gen.Constant(Act.Pays)),
        (4, Gen.Constant(Act.Returns)),
        (2, Gen.Constant(Act.Cancels)),
        (8, Gen.Elements(Enum.GetValues<Act>())));

    private IEnumerable<History> Smaller()
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

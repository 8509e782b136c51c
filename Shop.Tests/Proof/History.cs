// A history is what happens to some orders: actions, one after another or concurrently, and faults. The exhaustive and
// the random proof generate histories and run them with PlayAsync.
namespace Shop.Tests.Proof;

/// <summary>A step that starts together with the previous one, or after the previous ones have ended.</summary>
public abstract record Step(bool AtOnce)
{
    public sealed record Action(int Order, OrderAction What, bool AtOnce) : Step(AtOnce)
    {
        public override string ToString() => $"order {Order} {What}";
    }

    public sealed record Injection(Fault Fault, bool AtOnce) : Step(AtOnce)
    {
        public override string ToString() => Fault.Name;
    }
}

/// <summary>What a history runs on. <paramref name="Commerce"/> is needed for faults that kill it.</summary>
public sealed record World(
    SandboxControl Sandbox, IReadOnlyList<OrderUnderTest> Orders, KillableCommerce? Commerce = null);

/// <summary>A sequence of steps.</summary>
public sealed record History(IReadOnlyList<Step> Steps)
{
    /// <summary>The rounds of concurrent steps.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> Rounds => Steps.Aggregate(
        new List<List<Step>>(),
        (rounds, step) =>
        {
            if (step.AtOnce && rounds is [.., var round] && round[^1] is not Step.Injection { AtOnce: false })
            {
                round.Add(step);
            }
            else
            {
                rounds.Add([step]);
            }

            return rounds;
        });

    /// <summary>Runs the rounds one after another, and the steps of a round concurrently.</summary>
    public async Task PlayAsync(World world)
    {
        foreach (var round in Rounds)
        {
            var actions = round.OfType<Step.Action>()
                .Select(Task (step) => world.Orders[step.Order].ApplyAsync(step.What)).ToList();
            foreach (var fault in round.OfType<Step.Injection>().Select(step => step.Fault).Distinct())
            {
                await fault.InjectAsync(world, actions);
            }

            await Task.WhenAll(actions);
        }
    }

    public bool Has(OrderAction action) => RoundOf(action) is not null;

    /// <summary>True if the first action ends before the second begins.</summary>
    public bool HasBefore(OrderAction first, OrderAction second) => RoundOf(first) < RoundOf(second);

    public override string ToString() =>
        string.Join('\n', Rounds.Select(round => "  " + string.Join(" with ", round)));

    private int? RoundOf(OrderAction action)
    {
        var rounds = Rounds;
        var found = Enumerable.Range(0, rounds.Count).Where(place =>
            rounds[place].OfType<Step.Action>().Any(step => step.What == action)).ToList();
        return found.Count == 0 ? null : found[0];
    }
}

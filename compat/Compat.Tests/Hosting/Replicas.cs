using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Compat.Tests.Hosting;

public sealed class Replicas
{
    [Fact]
    public async Task They_are_asked_in_turn_and_a_dead_one_is_skipped_until_it_is_back()
    {
        await using var app = await SmallGraph.RunAsync(
            builder => builder.CreateResourceBuilder<ProjectResource>("front").WithReplicas(2));
        var both = await AskAsync(4);
        Assert.Equal(2, both.Distinct().Count());
        Assert.Equal(both[..2], both[2..]);

        AppHostProcess.Signal(int.Parse(both[0]), 9);
        var ended = await app.WaitUntilEndedAsync("front");
        Assert.All(await AskAsync(4), answer => Assert.Equal(both[1], answer));

        await app.ResourceCommands.ExecuteCommandAsync(ended.ResourceId, KnownResourceCommands.StartCommand);
        await app.WaitUntilHealthyAsync("front");
        Assert.Equal(2, (await AskAsync(4)).Distinct().Count());

        async Task<string[]> AskAsync(int times)
        {
            var answers = new string[times];
            for (var i = 0; i < times; i++)
            {
                answers[i] = await app.AskAsync("front", "/pid");
            }

            return answers;
        }
    }
}

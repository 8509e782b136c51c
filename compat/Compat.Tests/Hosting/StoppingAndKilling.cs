using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Compat.Tests.Hosting;

public sealed class StoppingAndKilling
{
    [Fact]
    public async Task A_killed_service_is_reported_and_stays_down_until_it_is_started_again()
    {
        await using var app = await SmallGraph.RunAsync();
        var endpoint = app.GetEndpoint("front");
        var before = await app.AskAsync("front", "/pid");
        var running = await app.ResourceNotifications.WaitForResourceAsync(
            "front", change => change.Snapshot.State?.Text == KnownResourceStates.Running);
        var pid = running.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value;
        Assert.Equal(before, pid!.ToString());

        AppHostProcess.Signal(int.Parse(before), 9);
        var ended = await app.WaitUntilEndedAsync("front");
        Assert.Equal(137, ended.Snapshot.ExitCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => app.AskAsync("front", "/pid"));

        await app.ResourceCommands.ExecuteCommandAsync("front", KnownResourceCommands.StartCommand);
        await app.WaitUntilHealthyAsync("front");
        Assert.Equal(endpoint, app.GetEndpoint("front"));
        Assert.NotEqual(before, await app.AskAsync("front", "/pid"));
    }

    [Fact]
    public async Task What_is_told_to_have_ended_can_be_started_at_once()
    {
        await using var app = await SmallGraph.RunAsync();
        for (var times = 0; times < 3; times++)
        {
            AppHostProcess.Signal(int.Parse(await app.AskAsync("front", "/pid")), 9);
            await app.WaitUntilEndedAsync("front");
            var started = await app.ResourceCommands.ExecuteCommandAsync("front", KnownResourceCommands.StartCommand);
            Assert.True(started.Success);
            await app.WaitUntilHealthyAsync("front");
        }
    }

    [Fact]
    public async Task A_stopped_service_comes_back_on_the_same_port()
    {
        await using var app = await SmallGraph.RunAsync();
        var before = await app.AskAsync("back", "/pid");

        var stopped = await app.ResourceCommands.ExecuteCommandAsync("back", KnownResourceCommands.StopCommand);
        Assert.True(stopped.Success);
        await Assert.ThrowsAsync<HttpRequestException>(() => app.AskAsync("back", "/pid"));
        await app.ResourceCommands.ExecuteCommandAsync("back", KnownResourceCommands.StartCommand);
        await app.WaitUntilHealthyAsync("back");

        Assert.NotEqual(before, await app.AskAsync("back", "/pid"));
    }

    [Fact]
    public async Task Several_applications_run_at_once_and_free_their_ports_when_they_end()
    {
        var apps = await Task.WhenAll(SmallGraph.RunAsync(), SmallGraph.RunAsync());
        var ports = apps.SelectMany(app => new[] { app.GetEndpoint("front"), app.GetEndpoint("back") })
            .Select(address => address.Port).ToList();
        Assert.Equal(ports.Count, ports.Distinct().Count());

        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        Assert.All(ports, port => Assert.True(Aspire.Hosting.Running.Ports.IsFree(port)));
    }

    [Fact]
    public async Task Ctrl_C_pressed_twice_stops_all_and_succeeds()
    {
        using var host = AppHostProcess.Start(
            typeof(Projects.Fixture_Small), [.. AppHostProcess.RandomPorts, "--Volume="]);
        await host.WaitUntilItRunsAsync();
        Assert.NotEmpty(host.Children);

        host.Kill(2);
        host.Kill(2);

        Assert.Equal(0, await host.ExitAsync());
        await host.WaitUntilNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_killed_AppHost_leaves_no_process_and_the_next_run_removes_its_data()
    {
        // A folder of their own, or any other run that begins meanwhile is the next one. The database's user looks in.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"compat-test-{Guid.NewGuid():n}"));
        using var host = Start();
        await host.WaitUntilItRunsAsync();
        Assert.True(host.Children.Count > 2);

        host.Kill(9);
        await host.WaitUntilNothingIsLeftAsync();
        Assert.NotEmpty(DataOf(host));

        using var next = Start();
        await next.WaitUntilItRunsAsync();
        Assert.Empty(DataOf(host));
        Assert.NotEmpty(DataOf(next));

        next.Kill(15);
        await next.WaitUntilNothingIsLeftAsync();
        folder.Delete(recursive: true);

        AppHostProcess Start() => AppHostProcess.Start(
            typeof(Projects.Fixture_Small), [.. AppHostProcess.RandomPorts, "--Volume="],
            new Dictionary<string, string?> { ["TMPDIR"] = folder.FullName });

        string[] DataOf(AppHostProcess run) => Directory.GetDirectories(
            Path.Combine(folder.FullName, $"aspire-stand-in-{Environment.UserName}"), $"{run.Id}-*");
    }

    [Fact]
    public async Task Killing_dotnet_run_ends_what_it_ran()
    {
        using var run = AppHostProcess.StartByDotNetRun(typeof(Projects.Fixture_Small), AppHostProcess.RandomPorts);
        await run.WaitUntilItRunsAsync();

        run.Kill(9);

        await run.WaitUntilNothingIsLeftAsync();
    }
}

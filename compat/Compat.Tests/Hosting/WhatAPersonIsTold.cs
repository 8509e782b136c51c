using System.Net;
using System.Net.Sockets;

namespace Compat.Tests.Hosting;

public sealed class WhatAPersonIsTold
{
    [Fact]
    public async Task The_table_names_addresses_development_values_and_the_stand_in()
    {
        using var host = AppHostProcess.Start(typeof(Projects.Fixture_Small), AppHostProcess.RandomPorts);
        await host.WaitUntilItRunsAsync();

        Assert.Matches(@"front +http://localhost:\d+", host.Output);
        Assert.Matches("greeting +a value for development", host.Output);
        Assert.Contains("UseCompat=false", host.Output);
        Assert.Matches(@"back +\| .*Now listening on|back +\| ", host.Output);
        host.Kill(15);
        Assert.Equal(0, await host.ExitAsync());
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_nothing_is_started()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 11917);
        somebody.Start();
        using var host = AppHostProcess.Start(typeof(Projects.Fixture_Small), []);

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains("port 11917 of 'back'", host.Output);
    }

    [Fact]
    public async Task A_service_that_cannot_start_is_told_with_its_last_lines_and_ends_the_run()
    {
        using var host = AppHostProcess.Start(
            typeof(Projects.Fixture_Small), AppHostProcess.RandomPorts,
            new Dictionary<string, string?> { ["FAIL_AT_START"] = "The migration failed: no such table." });

        Assert.Equal(1, await host.ExitAsync());
        Assert.Matches("back: ended with exit code 3 before it was ready. Its last lines:", host.Output);
        Assert.Contains("    The migration failed: no such table.", host.Output);
        await host.WaitUntilNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_missing_parameter_is_told_before_anything_starts()
    {
        using var host = AppHostProcess.Start(
            typeof(Projects.Fixture_AppHost), [.. AppHostProcess.RandomPorts, "--Parameters:portone-api-secret=x"]);

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains("Parameter 'portone-webhook-secret' has no value. Set it in", host.Output);
    }

    [Fact]
    public async Task A_missing_PostgreSQL_is_told_with_what_to_do()
    {
        var path = Directory.CreateTempSubdirectory();
        foreach (var program in new[] { "setsid", "setpriv" })
        {
            File.CreateSymbolicLink(Path.Combine(path.FullName, program), $"/usr/bin/{program}");
        }

        using var host = AppHostProcess.Start(
            typeof(Projects.Fixture_Small),
            [.. AppHostProcess.RandomPorts, "--Volume=", "--StandIn:PostgresRoot=/nonexistent"],
            new Dictionary<string, string?> { ["PATH"] = path.FullName });

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains("there is no PostgreSQL on this machine. Install its server", host.Output);
        await host.WaitUntilNothingIsLeftAsync();
        path.Delete(recursive: true);
    }
}

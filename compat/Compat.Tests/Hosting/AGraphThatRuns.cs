using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;

namespace Compat.Tests.Hosting;

public sealed class AGraphThatRuns(RunningGraph graph) : IClassFixture<RunningGraph>
{
    [Theory]
    [InlineData("account")]
    [InlineData("commerce")]
    [InlineData("web")]
    [InlineData("portone")]
    public async Task A_service_has_the_environment_that_Aspire_gives_it(string service)
    {
        var expected = Expected(service).Select(Resolve).ToList();

        var given = await graph.AskAsync<Dictionary<string, string?>>(service, "/environment");

        // What the test's own process has, a service inherits; everything else the orchestrator has set.
        var set = given.Where(variable => Environment.GetEnvironmentVariable(variable.Key) != variable.Value)
            .Select(variable => $"{variable.Key}={variable.Value}")
            .Select(line => Regex.Replace(line, "service.instance.id=[a-z]{8}$", "service.instance.id={instance}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_service_starts_after_what_it_waits_for()
    {
        var account = await graph.AskAsync<DateTimeOffset>("account", "/started");
        var commerce = await graph.AskAsync<DateTimeOffset>("commerce", "/started");
        var web = await graph.AskAsync<DateTimeOffset>("web", "/started");

        Assert.True(web > account && web > commerce);
    }

    [Fact]
    public async Task A_service_works_in_its_project_folder_as_by_dotnet_run() =>
        Assert.Equal("Fixture.Web", Path.GetFileName(await graph.AskAsync<string>("web", "/folder")));

    [Fact]
    public async Task A_connection_string_opens_the_database_durably_as_its_superuser()
    {
        await using var connection = new NpgsqlConnection(await graph.App.GetConnectionStringAsync("accountdb"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select current_database() || ' ' || current_user || ' ' || current_setting('fsync')", connection);

        Assert.Equal("accountdb postgres on", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_running_resource_cannot_be_started_again()
    {
        var again = await graph.App.ResourceCommands.ExecuteCommandAsync("web", KnownResourceCommands.StartCommand);

        Assert.False(again.Success);
    }

    [Fact]
    public async Task An_unknown_command_is_refused() => await Assert.ThrowsAsync<NotSupportedException>(
        () => graph.App.ResourceCommands.ExecuteCommandAsync("web", "rebuild"));

    private static IEnumerable<string> Expected(string service) =>
        File.ReadLines("Hosting/Expected/environment.txt").SkipWhile(line => line != $"== {service}").Skip(1)
            .TakeWhile(line => !line.StartsWith("== ", StringComparison.Ordinal));

    private string Resolve(string line)
    {
        foreach (var (service, database) in new[] { ("account", "accountdb"), ("commerce", "commercedb") })
        {
            var settings = new NpgsqlConnectionStringBuilder(graph.App.GetConnectionStringAsync(database).Result);
            line = line.Replace($"{{{service}.port}}", settings.Port.ToString())
                .Replace($"{{{service}.password}}", settings.Password)
                .Replace($"{{{service}.encoded-password}}", Uri.EscapeDataString(settings.Password!))
                .Replace($"{{{service}.rpc}}", Address(service, "rpc"));
        }

        foreach (var service in new[] { "account", "commerce", "web", "portone" })
        {
            line = line.Replace($"{{{service}.http}}", Address(service, "http"));
        }

        return line.Replace("{collector}", graph.Collector);
    }

    private string Address(string service, string endpoint) =>
        graph.App.GetEndpoint(service, endpoint).GetLeftPart(UriPartial.Authority);
}

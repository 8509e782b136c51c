// Tests `migrate` with the real programs on the PostgreSQL servers of the graph. Each test has a database that is
// dropped afterwards.
using Aspire.Hosting.Testing;

namespace Shop.Tests.Startup;

[Collection(RunningShop.Shared)]
public sealed class MigrationTests(RunningShop shop) : IAsyncDisposable
{
    private const string CannotMigrate = "Account cannot migrate: ";

    private readonly string _database = $"migration_{Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", "postgres");
        await owner.ExecuteAsync($"drop database if exists {_database} with (force)");
    }

    [Fact]
    public async Task Missing_database_is_created_and_a_second_run_changes_nothing()
    {
        await MigrateSuccessfullyAsync();
        var before = await JournalAndKeysAsync();
        await MigrateSuccessfullyAsync();

        Assert.Equal(before, await JournalAndKeysAsync());
        await using var login = await shop.ConnectAsLoginAsync("accountdb", _database);
        await login.ExecuteAsync("select from members");
    }

    [Fact]
    public async Task Parallel_runs_on_a_missing_database_all_succeed()
    {
        await Task.WhenAll(MigrateSuccessfullyAsync(), MigrateSuccessfullyAsync(), MigrateSuccessfullyAsync());

        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", _database);
        Assert.Equal(1L, await owner.ReadAsync("select count(*) from data_protection_keys"));
        var scripts = typeof(Account.Data.AccountDb).Assembly.GetManifestResourceNames()
            .LongCount(name => name.EndsWith(".sql", StringComparison.Ordinal));
        Assert.Equal(scripts, await owner.ReadAsync("select count(*) from schema_scripts"));
    }

    [Theory]
    [InlineData("Account", null, "does not exist")]
    [InlineData("Commerce", null, "does not exist")]
    [InlineData("Web", null, "does not exist")]
    [InlineData("Admin", null, "does not exist")]
    [InlineData("Account", "drop table schema_scripts", "relation \"public.schema_scripts\" does not exist")]
    [InlineData("Account", "delete from schema_scripts", "001_accounts.sql has not been applied")]
    [InlineData("Account", "delete from data_protection_keys", "there is no Data Protection key")]
    [InlineData(
        "Account", "revoke connect on database :database from account_service", "permission denied for database")]
    public async Task Service_refuses_to_start_on_a_database_that_is_missing_or_not_ready(
        string service, string? damage, string reason)
    {
        if (damage is not null)
        {
            await MigrateSuccessfullyAsync();
            await ExecuteAsOwnerAsync(damage.Replace(":database", _database));
        }

        var database = $"{service.ToLowerInvariant()}db";
        var login = await shop.App.GetConnectionStringAsync($"{database}-login");
        await using var process = await ServiceProcess.StartAsync(
            shop, service, ($"ConnectionStrings__{database}", $"{login};Database={_database}"));

        await process.FailsWithOneLineAsync(
            $"{service} cannot start: ", reason, $"Run `Shop.{service} migrate` first.");
    }

    [Fact]
    public async Task Service_refuses_the_connection_string_of_the_owner()
    {
        var owner = await shop.App.GetConnectionStringAsync("accountdb");
        await using var process = await ServiceProcess.StartAsync(
            shop, "Account", ("ConnectionStrings__accountdb", owner!));

        await process.FailsWithOneLineAsync("Account cannot start: ", "the service must connect as account_service");
    }

    [Theory]
    [InlineData("update schema_scripts set sha256 = 'other'", "001_accounts.sql has been edited")]
    [InlineData("select", "Data:Key does not decrypt", "Data__Key", "a2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyAhISE=")]
    [InlineData("select", "Database:Password is missing", "Database__Password", "")]
    [InlineData("select", "has the development value", "Database__Password", "development-account-login-0001")]
    public async Task Edited_script_and_wrong_setting_are_refused(
        string sql, string reason, string setting = "ASPNETCORE_ENVIRONMENT", string value = "Production")
    {
        await MigrateSuccessfullyAsync();
        await ExecuteAsOwnerAsync(sql);

        ServiceProcess.AssertFailedWithOneLine(
            await RunMigrateAsync(("ASPNETCORE_ENVIRONMENT", "Production"), (setting, value)), CannotMigrate, reason);
    }

    [Fact]
    public async Task Failing_script_is_named_and_rolled_back()
    {
        await using (var postgres = await shop.ConnectAsOwnerAsync("accountdb", "postgres"))
        {
            await postgres.ExecuteAsync($"create database {_database}");
        }

        await ExecuteAsOwnerAsync("create table throttles ()");

        ServiceProcess.AssertFailedWithOneLine(
            await RunMigrateAsync(), CannotMigrate, "001_accounts.sql failed: relation \"throttles\" already exists");
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", _database);
        Assert.Equal(true, await owner.ReadAsync("select to_regclass('members') is null"));
    }

    [Fact]
    public async Task Login_with_extra_privileges_is_refused()
    {
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", "postgres");
        await owner.ExecuteAsync("alter role account_service createdb; grant pg_monitor to account_service");
        try
        {
            ServiceProcess.AssertFailedWithOneLine(
                await ServiceProcess.MigrateAsync(shop, "Account"), CannotMigrate,
                "The role account_service may create databases, is a member of a role.");
        }
        finally
        {
            await owner.ExecuteAsync("alter role account_service nocreatedb; revoke pg_monitor from account_service");
        }
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunMigrateAsync(
        params (string Name, string Value)[] changed)
    {
        var owner = await shop.App.GetConnectionStringAsync("accountdb");
        return await ServiceProcess.MigrateAsync(
            shop, "Account", [("ConnectionStrings__accountdb", $"{owner};Database={_database}"), .. changed]);
    }

    private async Task MigrateSuccessfullyAsync()
    {
        var (exitCode, output, errors) = await RunMigrateAsync();
        Assert.True(exitCode == 0, $"{exitCode}: {output}{errors}");
    }

    private async Task<string?> JournalAndKeysAsync()
    {
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", _database);
        return (string?)await owner.ReadAsync("""
            select (select string_agg(s::text, ',') from schema_scripts s)
                || (select string_agg(k::text, ',') from data_protection_keys k)
            """);
    }

    private async Task ExecuteAsOwnerAsync(string sql)
    {
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", _database);
        await owner.ExecuteAsync(sql);
    }
}

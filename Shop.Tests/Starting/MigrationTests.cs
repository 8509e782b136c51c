// Tests `migrate` with the real programs on the PostgreSQL servers of the graph. Each test has a database that is
// dropped afterwards.
using Aspire.Hosting.Testing;

namespace Shop.Tests.Starting;

[Collection(RunningShop.Shared)]
public sealed class MigrationTests(RunningShop shop) : IAsyncDisposable
{
    private const string Account = "Account";
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
        Assert.Equal(1L, await owner.ReadAsync("select count(*) from schema_scripts"));
    }

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public Task Service_refuses_to_start_without_its_database(string service) => RefusesToStartAsync(
        service, $"database \"{_database}\" does not exist", $"Run `Shop.{service} migrate` first.");

    [Theory]
    [InlineData("drop table schema_scripts", "relation \"public.schema_scripts\" does not exist")]
    [InlineData("delete from schema_scripts", "001_accounts.sql has not been applied")]
    [InlineData("delete from data_protection_keys", "there is no Data Protection key")]
    [InlineData("revoke connect on database :database from account_service", "permission denied for database")]
    public async Task Service_refuses_to_start_on_a_database_that_is_not_ready(string sql, string reason)
    {
        await MigrateSuccessfullyAsync();
        await ExecuteAsOwnerAsync(sql.Replace(":database", _database));

        await RefusesToStartAsync(Account, reason, "Run `Shop.Account migrate` first.");
    }

    [Fact]
    public async Task Service_refuses_the_connection_string_of_the_owner()
    {
        var owner = await shop.App.GetConnectionStringAsync("accountdb");
        await using var process = await ServiceProcess.StartAsync(
            shop, Account, ("ConnectionStrings__accountdb", owner!));

        ProcessAssert.FailedWithOneLine(
            await process.EndsAsync(), "Account cannot start: ", "the service must connect as account_service");
    }

    [Fact]
    public async Task Edited_script_is_refused()
    {
        await MigrateSuccessfullyAsync();
        await ExecuteAsOwnerAsync("update schema_scripts set sha256 = 'other'");

        ProcessAssert.FailedWithOneLine(
            await RunMigrateAsync(), CannotMigrate, "001_accounts.sql has been edited");
    }

    [Fact]
    public async Task Failing_script_is_named_and_rolled_back()
    {
        await using (var postgres = await shop.ConnectAsOwnerAsync("accountdb", "postgres"))
        {
            await postgres.ExecuteAsync($"create database {_database}");
        }

        await ExecuteAsOwnerAsync("create table throttles ()");

        ProcessAssert.FailedWithOneLine(
            await RunMigrateAsync(), CannotMigrate, "001_accounts.sql failed: relation \"throttles\" already exists");
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb", _database);
        Assert.Equal(true, await owner.ReadAsync("select to_regclass('members') is null"));
    }

    [Fact]
    public async Task Wrong_data_key_is_refused()
    {
        await MigrateSuccessfullyAsync();

        ProcessAssert.FailedWithOneLine(
            await RunMigrateAsync(("Data__Key", "a2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyAhISE=")),
            CannotMigrate, "Data:Key does not decrypt");
    }

    [Fact]
    public async Task Missing_or_public_password_is_refused()
    {
        ProcessAssert.FailedWithOneLine(
            await RunMigrateAsync(("Database__Password", "")), CannotMigrate, "Database:Password is missing");
        ProcessAssert.FailedWithOneLine(
            await RunMigrateAsync(
                ("ASPNETCORE_ENVIRONMENT", "Production"), ("Database__Password", "development-account-login-0001")),
            CannotMigrate, "Database:Password has the development value");
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunMigrateAsync(
        params (string Name, string Value)[] changed)
    {
        var owner = await shop.App.GetConnectionStringAsync("accountdb");
        return await ServiceProcess.MigrateAsync(
            shop, Account, [("ConnectionStrings__accountdb", $"{owner};Database={_database}"), .. changed]);
    }

    private async Task MigrateSuccessfullyAsync()
    {
        var (exitCode, output, errors) = await RunMigrateAsync();
        Assert.True(exitCode == 0, $"{exitCode}: {output}{errors}");
    }

    private async Task RefusesToStartAsync(string service, params string[] reasons)
    {
        var database = $"{service.ToLowerInvariant()}db";
        var login = await shop.App.GetConnectionStringAsync($"{database}-login");
        await using var process = await ServiceProcess.StartAsync(
            shop, service, ($"ConnectionStrings__{database}", $"{login};Database={_database}"));

        var end = await process.EndsAsync();

        Assert.All(reasons, reason => ProcessAssert.FailedWithOneLine(end, $"{service} cannot start: ", reason));
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

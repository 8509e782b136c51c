// `migrate` and the login that it creates, tested with the real programs on the graph's PostgreSQL servers. Each
// migration has a database of its own, which is dropped afterwards.
using Aspire.Hosting.Testing;
using Npgsql;

namespace Shop.Tests.Starting;

[Collection(RunningShop.Shared)]
public sealed class MigrationTests(RunningShop shop) : IAsyncDisposable
{
    private const string Account = "Account";

    private readonly string _database = $"migration_{Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        await using var owner = await OwnerAsync("postgres");
        await ExecuteAsync(owner, $"drop database if exists {_database} with (force)");
    }

    [Fact]
    public async Task Missing_database_is_created_and_a_second_run_changes_nothing()
    {
        await MigratesAsync();
        var before = await JournalAndKeysAsync();
        await MigratesAsync();

        Assert.Equal(before, await JournalAndKeysAsync());
        await using var login = await LoginAsync("accountdb", _database);
        await ExecuteAsync(login, "select from members");
    }

    [Fact]
    public async Task Parallel_runs_on_a_missing_database_all_succeed()
    {
        await Task.WhenAll(MigratesAsync(), MigratesAsync(), MigratesAsync());

        await using var owner = await OwnerAsync(_database);
        Assert.Equal(1L, await ReadAsync(owner, "select count(*) from data_protection_keys"));
        Assert.Equal(1L, await ReadAsync(owner, "select count(*) from schema_scripts"));
    }

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public Task Service_refuses_to_start_without_its_database(string service) =>
        RefusesToStartAsync(service, $"database \"{_database}\" does not exist", $"Run `Shop.{service} migrate` first.");

    [Theory]
    [InlineData("drop table schema_scripts", "relation \"public.schema_scripts\" does not exist")]
    [InlineData("delete from schema_scripts", "it lacks 001_accounts.sql")]
    [InlineData("delete from data_protection_keys", "it has no Data Protection key")]
    [InlineData("revoke connect on database :database from account_service", "permission denied for database")]
    public async Task Service_refuses_to_start_on_a_database_that_is_not_ready(string sql, string because)
    {
        await MigratesAsync();
        await AsOwnerAsync(sql.Replace(":database", _database));

        await RefusesToStartAsync(Account, because, "Run `Shop.Account migrate` first.");
    }

    [Fact]
    public async Task Service_refuses_the_connection_string_of_the_owner()
    {
        var owner = await shop.App.GetConnectionStringAsync("accountdb");
        await using var process = await ServiceProcess.StartAsync(
            shop, Account, ("ConnectionStrings__accountdb", owner!));

        IsRefused(await process.EndsAsync(), "cannot start", "signs in as account_service only");
    }

    [Fact]
    public async Task Edited_script_is_refused()
    {
        await MigratesAsync();
        await AsOwnerAsync("update schema_scripts set sha256 = 'other'");

        IsRefused(await MigrateAsync(), "cannot migrate", "001_accounts.sql has been edited");
    }

    [Fact]
    public async Task Failing_script_is_named_and_leaves_nothing()
    {
        await using (var postgres = await OwnerAsync("postgres"))
        {
            await ExecuteAsync(postgres, $"create database {_database}");
        }

        await AsOwnerAsync("create table throttles ()");

        IsRefused(
            await MigrateAsync(), "cannot migrate", "001_accounts.sql failed: relation \"throttles\" already exists");
        await using var owner = await OwnerAsync(_database);
        Assert.Equal(true, await ReadAsync(owner, "select to_regclass('members') is null"));
    }

    [Fact]
    public async Task Wrong_data_key_is_refused()
    {
        await MigratesAsync();

        IsRefused(
            await MigrateAsync(("Data__Key", "a2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyAhISE=")),
            "cannot migrate", "Data:Key does not decrypt");
    }

    [Fact]
    public async Task Missing_or_public_password_is_refused()
    {
        IsRefused(
            await MigrateAsync(("Database__Password", "")), "cannot migrate", "Database:Password is missing");
        IsRefused(
            await MigrateAsync(
                ("ASPNETCORE_ENVIRONMENT", "Production"), ("Database__Password", "development-account-login-0001")),
            "cannot migrate", "Database:Password has the value of development");
    }

    [Theory]
    [InlineData("set role postgres")]
    [InlineData("set session authorization postgres")]
    [InlineData("alter table members add extra text")]
    [InlineData("alter table members disable trigger all")]
    [InlineData("drop table members")]
    [InlineData("create table extra ()")]
    [InlineData("create temporary table members ()")]
    [InlineData("create schema extra")]
    [InlineData("create or replace function refuse(text, text) returns void language sql as 'select'")]
    [InlineData("create role extra")]
    [InlineData("create database extra")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("delete from schema_scripts")]
    public async Task Login_stays_powerless(string sql)
    {
        foreach (var escape in new[]
        {
            "", "set role none", "reset role", "set session authorization default", "reset session authorization",
            "discard all",
        })
        {
            await using var login = await LoginAsync("accountdb");
            if (escape.Length > 0)
            {
                await ExecuteAsync(login, escape);
            }

            Assert.Equal("account_service", await ReadAsync(login, "select current_user::text"));
            await IsForbiddenAsync(() => ExecuteAsync(login, sql));
        }
    }

    [Fact]
    public async Task Login_with_more_powers_is_refused()
    {
        await using var owner = await OwnerAsync("postgres");
        await ExecuteAsync(owner, "alter role account_service createdb; grant pg_monitor to account_service");
        try
        {
            IsRefused(
                await MigrateAsync(), "cannot migrate",
                "The role account_service may create databases, is a member of a role.");
        }
        finally
        {
            await ExecuteAsync(owner, "alter role account_service nocreatedb; revoke pg_monitor from account_service");
        }
    }

    [Theory]
    [InlineData("accountdb", "webdb", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("webdb", "accountdb", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("accountdb", "commercedb", PostgresErrorCodes.InvalidPassword)]
    [InlineData("commercedb", "accountdb", PostgresErrorCodes.InvalidPassword)]
    public async Task Login_cannot_connect_to_the_database_of_another_service(string own, string other, string expected)
    {
        var login = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync($"{own}-login"));
        var elsewhere = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync($"{other}-login"))
        {
            Username = login.Username,
            Password = login.Password,
        };

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(elsewhere));

        Assert.Equal(expected, refusal.SqlState);
    }

    [Fact]
    public async Task Login_is_a_member_of_nothing_and_owns_nothing()
    {
        foreach (var (database, login) in new[]
        {
            ("accountdb", "account_service"), ("webdb", "web_service"), ("commercedb", "commerce_service"),
        })
        {
            await using var owner = await OpenAsync(new(await shop.App.GetConnectionStringAsync(database)));
            Assert.Equal(true, await ReadAsync(owner, $"""
                select rolcanlogin and not (rolsuper or rolinherit or rolcreaterole or rolcreatedb or rolreplication
                    or rolbypassrls or exists (select from pg_auth_members where member = r.oid)
                    or exists (select from pg_shdepend where refobjid = r.oid and deptype = 'o'))
                from pg_roles r where rolname = '{login}'
                """));
        }
    }

    private async Task<(int ExitCode, string Output, string Errors)> MigrateAsync(params (string, string)[] changed)
    {
        var owner = await shop.App.GetConnectionStringAsync("accountdb");
        return await ServiceProcess.MigrateAsync(
            shop, Account, [("ConnectionStrings__accountdb", $"{owner};Database={_database}"), .. changed]);
    }

    private async Task MigratesAsync()
    {
        var (exitCode, output, errors) = await MigrateAsync();
        Assert.True(exitCode == 0, $"{exitCode}: {output}{errors}");
    }

    private async Task RefusesToStartAsync(string service, params string[] because)
    {
        var database = $"{service.ToLowerInvariant()}db";
        var login = await shop.App.GetConnectionStringAsync($"{database}-login");
        await using var process = await ServiceProcess.StartAsync(
            shop, service, ($"ConnectionStrings__{database}", $"{login};Database={_database}"));

        var end = await process.EndsAsync();

        foreach (var part in because)
        {
            IsRefused(end, "cannot start", part);
        }
    }

    private static void IsRefused((int ExitCode, string Output, string Errors) end, string what, string because)
    {
        Assert.True(end.ExitCode == 1, $"{end.ExitCode}: {end.Output}{end.Errors}");
        var line = Assert.Single(end.Errors.Trim().Split('\n'));
        Assert.Contains($" {what}: ", line);
        Assert.Contains(because, line);
        Assert.DoesNotContain("   at ", end.Output);
    }

    private static async Task IsForbiddenAsync(Func<Task> act)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(act);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private async Task<string?> JournalAndKeysAsync()
    {
        await using var owner = await OwnerAsync(_database);
        return (string?)await ReadAsync(owner, """
            select (select string_agg(s::text, ',') from schema_scripts s)
                || (select string_agg(k::text, ',') from data_protection_keys k)
            """);
    }

    private async Task AsOwnerAsync(string sql)
    {
        await using var owner = await OwnerAsync(_database);
        await ExecuteAsync(owner, sql);
    }

    private async Task<NpgsqlConnection> OwnerAsync(string database) =>
        await OpenAsync(new(await shop.App.GetConnectionStringAsync("accountdb")) { Database = database });

    private async Task<NpgsqlConnection> LoginAsync(string name, string? database = null) =>
        await OpenAsync(new(await shop.App.GetConnectionStringAsync($"{name}-login")) { Database = database ?? name });

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder to)
    {
        to.Pooling = false;
        var connection = new NpgsqlConnection(to.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
